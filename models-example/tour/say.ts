/** Prints a headline. */
export function headline(text: string): void {
  console.log(`\n${text}`);
}

/** Prints one line of what happened. */
export function say(text: string): void {
  console.log(`  ${text}`);
}
