import { COMPLETE_CONSTRUCTION } from '../../../lib/metadata/construction';
import { MODEL_KIND } from '../../../lib/metadata/model-kind';

/** The least that a base class of models has; metadata knows nothing more of it. */
export class Document {
  static readonly [MODEL_KIND]: string = 'document';

  // biome-ignore lint/complexity/noUselessConstructor: says what `new` takes, as the real base class does.
  constructor(_attributes?: object) {}

  [COMPLETE_CONSTRUCTION](attributes: unknown): void {
    if (typeof attributes === 'object' && attributes !== null) Object.assign(this, attributes);
  }
}

export class CounterDocument extends Document {
  static override readonly [MODEL_KIND]: string = 'counter';
}

export class MaterializedView extends Document {
  static override readonly [MODEL_KIND]: string = 'view';
}
