import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { createSubscriber } from '#test/support/push-service.ts';

describe('the receiver that tests trust', () => {
  it('reads the example of RFC 8291, appendix A', () => {
    const subscriber = createSubscriber('https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV', {
      privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    });
    expect(subscriber.subscription.keys.p256dh).toBe(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    );
    const body =
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
    expect(subscriber.decrypt(Buffer.from(body, 'base64url'))).toBe('When I grow up, I want to be a watermelon');
  });

  it('reads what the library encrypts, and nobody else does', () => {
    const [one, other] = [
      createSubscriber('https://push.example.net/1'),
      createSubscriber('https://push.example.net/2'),
    ];
    const { body } = webPush.generateRequestDetails(one.subscription, '看护', { contentEncoding: 'aes128gcm' });
    expect(one.decrypt(body)).toBe('看护');
    expect(() => other.decrypt(body)).toThrow();
  });
});
