import { VISIT_FILE_ENDINGS, VISIT_FILE_NAME_LENGTH, type VisitFileType } from '#contracts/visit-chat-limits.ts';

/**
 * The name of a file with an ending of what it is: a system opens a file by its ending, so that a picture called
 * `letter.html` would be read as a page.
 */
export const nameWithEnding = (name: string, type: VisitFileType): string => {
  const lower = name.toLowerCase();
  const endings = VISIT_FILE_ENDINGS[type];
  if (endings.some((ending) => lower.endsWith(`.${ending}`) && lower.length > ending.length + 1)) return name;
  const ending = `.${endings[0]}`;
  // Not between the halves of a character outside the basic plane.
  const stem = name.slice(0, VISIT_FILE_NAME_LENGTH - ending.length).replace(/[\uD800-\uDBFF]$/, '');
  return `${stem}${ending}`;
};
