/** What both sides of the call benchmark share in the browser: one button, the same devices, the same clock. */
export type BenchCall = {
  /** Joins with camera and microphone, which may still be opening, and shows every remote track. */
  join: (
    argument: unknown,
    camera: Promise<MediaStreamTrack | undefined>,
    microphone: Promise<MediaStreamTrack | undefined>,
    onTrack: (track: MediaStreamTrack) => void,
  ) => Promise<void>;
};

/** Times on the machine's own clock, so that those of two pages can be compared. */
const now = (): number => performance.timeOrigin + performance.now();

const openDevices = async (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });

export const installCall = ({ join }: BenchCall): void => {
  const bench = { argument: undefined as unknown, clickedAt: 0, joinedAt: 0, firstFrameAt: 0, failure: '' };
  const show = (track: MediaStreamTrack): void => {
    if (track.kind !== 'video') return;
    const video = document.createElement('video');
    video.muted = true;
    video.autoplay = true;
    video.srcObject = new MediaStream([track]);
    video.requestVideoFrameCallback(() => (bench.firstFrameAt ||= now()));
    document.body.append(video);
  };
  const button = document.createElement('button');
  button.textContent = 'Join';
  button.addEventListener('click', () => {
    bench.clickedAt = now();
    const opening = openDevices();
    const camera = opening.then((stream) => stream.getVideoTracks()[0]);
    const microphone = opening.then((stream) => stream.getAudioTracks()[0]);
    join(bench.argument, camera, microphone, show).then(
      () => (bench.joinedAt = now()),
      (error: unknown) => (bench.failure = String(error)),
    );
  });
  document.body.append(button);
  window.callBench = bench;
};

declare global {
  interface Window {
    callBench: { argument: unknown; clickedAt: number; joinedAt: number; firstFrameAt: number; failure: string };
  }
}
