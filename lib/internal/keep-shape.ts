const samples: object[] = [];

/**
 * Keeps one object of a hot, short-lived class alive. V8 throws optimised code away when the last object of a hidden class
 * that it was made for is collected; a full collection between two calls is enough for that, and the next calls run
 * slowly until the code is made again. See https://v8.dev/docs/hidden-classes
 */
export function keepShape(sample: object): void {
  samples.push(sample);
}

/** The same for objects that cannot be made without a purpose: holds the one made last. */
export class LatestOfShape {
  object: object | null = null;
}
