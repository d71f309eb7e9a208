import { Device as MediaDevice, type types } from 'mediasoup-client';
import { sendOptions } from '#web-client/media/encodings.ts';
import type { FromNode, FromPage } from './bare-protocol.ts';
import { installCall } from './page.ts';

const connectBare = (url: string) => {
  const socket = new WebSocket(url);
  const queue: FromNode[] = [];
  let onMessage: (message: FromNode) => void = (message) => queue.push(message);
  socket.addEventListener('message', ({ data }) => onMessage(JSON.parse(data as string) as FromNode));
  return {
    send: (message: FromPage) => socket.send(JSON.stringify(message)),
    listen: (listener: (message: FromNode) => void) => {
      onMessage = listener;
      queue.splice(0).forEach(listener);
    },
  };
};

installCall({
  join: async (url, camera, microphone, onTrack) => {
    const { send, listen } = connectBare(url as string);
    const device = await MediaDevice.factory();
    const produced: ((id: string) => void)[] = [];
    let receiving: types.Transport | undefined;
    await new Promise<void>((resolve, reject) => {
      const consume = async (consumer: (FromNode & { type: 'consumer' })['consumer']): Promise<void> => {
        const { track, id } = (await receiving?.consume(consumer as types.ConsumerOptions)) ?? {};
        if (!track || id === undefined) return;
        onTrack(track);
        send({ type: 'resume', id });
      };
      const welcome = async (message: FromNode & { type: 'welcome' }): Promise<void> => {
        await device.load({ routerRtpCapabilities: message.rtpCapabilities as types.RtpCapabilities });
        const sending = device.createSendTransport(message.send);
        receiving = device.createRecvTransport(message.receive);
        for (const [direction, transport] of [['send', sending] as const, ['receive', receiving] as const]) {
          transport.on('connect', ({ dtlsParameters }, done) => {
            send({ type: 'connect', direction, dtlsParameters });
            done();
          });
        }
        sending.on('produce', ({ kind, rtpParameters }, done) => {
          produced.push((id) => done({ id }));
          send({ type: 'produce', kind, rtpParameters });
        });
        send({ type: 'receive', rtpCapabilities: device.recvRtpCapabilities });
        for (const [source, opening] of [['camera', camera] as const, ['microphone', microphone] as const]) {
          const track = await opening;
          if (track) void sending.produce({ track, ...sendOptions(source, track) }).catch(reject);
        }
        resolve();
      };
      listen((message) => {
        if (message.type === 'welcome') welcome(message).catch(reject);
        else if (message.type === 'consumer') consume(message.consumer).catch(reject);
        else produced.shift()?.(message.id);
      });
    });
  },
});
