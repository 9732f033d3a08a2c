/** A string of a runtime that has `isWellFormed` (Node 20 on); the es2022 library does not declare it. */
type CheckedText = string & { isWellFormed(): boolean };

function canCheckItself(text: string): text is CheckedText {
  return 'isWellFormed' in String.prototype && typeof text === 'string';
}

/** True unless the text has half of a surrogate pair, which UTF-8 cannot express and no store keeps. */
export function isWellFormedText(text: string): boolean {
  return canCheckItself(text) ? text.isWellFormed() : !/\p{Surrogate}/u.test(text);
}
