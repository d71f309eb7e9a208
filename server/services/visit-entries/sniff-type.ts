import { fileTypeFromBuffer } from 'file-type';
import { VISIT_FILE_TYPES, type VisitFileType } from '#contracts/visit-chat-limits.ts';

/** Each of the types that are taken shows itself at the start; the rest of a stranger's bytes is not parsed. Bytes */
const START = 64 * 1024;

/** What a file is by its content; null where it is nothing that is taken. */
export const sniffType = async (bytes: Uint8Array): Promise<VisitFileType | null> => {
  const found = await fileTypeFromBuffer(bytes.subarray(0, START));
  return VISIT_FILE_TYPES.find((type) => type === found?.mime) ?? null;
};
