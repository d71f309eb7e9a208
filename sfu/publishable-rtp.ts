import { z } from 'zod';

/*
 * What a publisher may say of its stream. Much of it is passed on to everybody else in the room, whose browsers make SDP
 * of it: a line break in a name would write lines of its own there, and a second codec or a hundred layers that the
 * router takes cannot be offered to anybody. What our own client sends is far inside these bounds; what is not named
 * here is left out.
 */

/** The camera has three layers at most. */
const MAX_ENCODINGS = 3;

/** Text without spaces or control characters, as it stands between the separators of an SDP line. */
const Token = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const CodecParameter = z.union([z.number(), z.string().regex(/^[\w.,/+-]{0,64}$/)]);
const Ssrc = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);

const Codec = z.object({
  mimeType: Token,
  payloadType: z.int().min(0).max(127),
  clockRate: z.int().positive(),
  channels: z.int().positive().optional(),
  parameters: z
    .record(z.string().regex(/^[\w-]{1,64}$/), CodecParameter)
    .refine((parameters) => Object.keys(parameters).length <= 32)
    .optional(),
  rtcpFeedback: z
    .array(z.object({ type: Token, parameter: z.union([Token, z.literal('')]).optional() }))
    .max(16)
    .optional(),
});

const HeaderExtension = z.object({
  uri: Token,
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
  parameters: z.object({}).optional(),
});

const Encoding = z.object({
  ssrc: Ssrc.optional(),
  rid: z
    .string()
    .regex(/^[\w-]{1,16}$/)
    .optional(),
  rtx: z.object({ ssrc: Ssrc }).optional(),
  codecPayloadType: z.int().min(0).max(127).optional(),
  dtx: z.boolean().optional(),
  maxBitrate: z.int().positive().optional(),
  scalabilityMode: z
    .string()
    .regex(/^[LS][1-3]T[1-3](_KEY)?$/)
    .optional(),
});

const areUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const isRetransmission = ({ mimeType }: { mimeType: string }): boolean => /\/rtx$/i.test(mimeType);

export const PublishableRtp = z
  .object({
    mid: Token.max(32).optional(),
    codecs: z.array(Codec).max(2),
    headerExtensions: z.array(HeaderExtension).max(32).optional(),
    encodings: z.array(Encoding).min(1).max(MAX_ENCODINGS),
    rtcp: z
      .object({ cname: z.union([Token, z.literal('')]).optional(), reducedSize: z.boolean().optional() })
      .optional(),
  })
  .refine(({ codecs }) => codecs.filter((codec) => !isRetransmission(codec)).length === 1, 'must be of one codec')
  .refine(
    ({ encodings }) => areUnique(encodings.flatMap(({ ssrc, rtx }) => [ssrc, rtx?.ssrc].filter((each) => each))),
    'must not use one SSRC twice',
  )
  .refine(({ encodings }) => areUnique(encodings.flatMap(({ rid }) => rid ?? [])), 'must not use one RID twice');
