import type { BrowserContext, Page } from 'puppeteer-core';
import { takeLine } from './weak-line.ts';

/** What a page's peer connections received, summed over all of them. */
export type Received = { framesDecoded: number; audioEnergy: number };

type WatchedWindow = Window & { peerConnections?: RTCPeerConnection[] };

/**
 * Runs in the page before its own scripts: a camera of one colour and a microphone that hums, so that what arrives on the
 * other side can be told from everything else, and a list of the peer connections that the page opens.
 */
const useColouredCamera = (colour: string): void => {
  const watched = window as WatchedWindow;
  const connections: RTCPeerConnection[] = [];
  watched.peerConnections = connections;
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  navigator.mediaDevices.getUserMedia = (constraints) => {
    const stream = new MediaStream();
    if (constraints?.video) {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
      const drawing = canvas.getContext('2d');
      let turn = 0;
      const draw = (): void => {
        if (drawing === null) return;
        drawing.fillStyle = colour;
        drawing.fillRect(0, 0, canvas.width, canvas.height);
        // Something that moves: an encoder sends next to nothing for a still picture.
        drawing.fillStyle = '#000';
        drawing.fillRect((turn = (turn + 8) % canvas.width), 0, 16, 16);
      };
      setInterval(draw, 40);
      draw();
      for (const track of canvas.captureStream(25).getVideoTracks()) stream.addTrack(track);
    }
    if (constraints?.audio) {
      const audio = new AudioContext();
      const tone = new OscillatorNode(audio, { frequency: 440 });
      const output = audio.createMediaStreamDestination();
      tone.connect(output);
      tone.start();
      for (const track of output.stream.getAudioTracks()) stream.addTrack(track);
    }
    return Promise.resolve(stream);
  };
};

export const openPage = async (
  context: BrowserContext,
  url: string,
  {
    colour,
    width,
    height,
    linePort,
  }: {
    colour: string;
    width: number;
    height: number;
    /** Its media take that way to the node. */
    linePort?: number;
  },
): Promise<Page> => {
  const page = await context.newPage();
  await page.setViewport({ width, height });
  await page.evaluateOnNewDocument(useColouredCamera, colour);
  if (linePort !== undefined) await page.evaluateOnNewDocument(takeLine, linePort);
  await page.goto(url);
  return page;
};

export const signInOnPage = async (
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> => {
  await page.locator('kh-app >>> wa-input[name=email] >>> input').fill(email);
  await page.locator('kh-app >>> wa-input[name=password] >>> input').fill(password);
  await page.locator('kh-app >>> wa-button[type=submit]').click();
};

/** Everything the page says, through all its shadow roots. */
export const pageText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const read = (root: Node): string =>
      [...root.childNodes]
        .map((node) => {
          if (node instanceof Text) return node.data;
          if (!(node instanceof Element) || node.matches('style, script')) return '';
          return node.shadowRoot === null ? read(node) : `${read(node.shadowRoot)} ${read(node)}`;
        })
        .join(' ');
    return read(document.body).replaceAll(/\s+/g, ' ');
  });

export const received = (page: Page): Promise<Received> =>
  page.evaluate(async () => {
    const connections = (window as WatchedWindow).peerConnections ?? [];
    const sum = { framesDecoded: 0, audioEnergy: 0 };
    for (const connection of connections.filter(({ connectionState }) => connectionState === 'connected')) {
      const report = (await connection.getStats()) as unknown as Map<string, RTCInboundRtpStreamStats>;
      for (const stats of report.values()) {
        if (stats.type !== 'inbound-rtp') continue;
        sum.framesDecoded += stats.framesDecoded ?? 0;
        sum.audioEnergy += stats.totalAudioEnergy ?? 0;
      }
    }
    return sum;
  });

/** The colour in the middle of the largest picture on the page, as red, green and blue. */
export const colourOnScreen = (page: Page): Promise<[number, number, number] | null> =>
  page.evaluate(() => {
    const videos: HTMLVideoElement[] = [];
    const collect = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLVideoElement) videos.push(element);
        if (element.shadowRoot !== null) collect(element.shadowRoot);
      }
    };
    collect(document);
    const [largest] = videos.sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight);
    if (largest === undefined || largest.videoWidth === 0) return null;
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const drawing = canvas.getContext('2d');
    if (drawing === null) return null;
    const { videoWidth, videoHeight } = largest;
    drawing.drawImage(largest, videoWidth / 2, videoHeight / 2, 2, 2, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = drawing.getImageData(0, 0, 1, 1).data;
    return [red, green, blue] as [number, number, number];
  });
