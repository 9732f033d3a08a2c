import { BSON, type ChangeStream, type ChangeStreamOptions, type Document } from 'mongodb';
import type { ChangeChunk, ChangeFeed, ChangeFeedOptions, ChangeSource, RowChange } from '../../contract/change-feed';
import { SchemaError } from '../../errors/database-errors';
import { propertyOf } from '../../internal/property-of';
import type { WatchOperation } from '../../query/operation';
import { changePipeline } from './mongodb-change-pipeline';
import { changeToken, placeError, resumeToken } from './mongodb-change-token';
import type { MongoShared } from './mongodb-line';
import { isKeyField, targetOf } from './mongodb-names';
import { mongodbRowReaders } from './mongodb-row-readers';

const DEFAULT_FETCH_SIZE = 100;

/** Since server 6.0 a collection may keep documents as they were before a change. */
const PRE_IMAGES_SINCE_WIRE_VERSION = 17;

/** Values stay what they are in BSON, so that the document can be written down again as it was. */
const EXACT = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/**
 * Change streams of the server. The client opens a cursor that was lost again by itself, once; what that does not mend is
 * mended above. https://www.mongodb.com/docs/manual/changeStreams/
 */
export function mongodbChangeFeed(connect: () => Pick<MongoShared, 'collection' | 'facts'>): ChangeFeed {
  return {
    async open(operation: WatchOperation, { fetchSize }: ChangeFeedOptions): Promise<ChangeSource> {
      const { model, after } = operation;
      const pipeline = changePipeline(operation);
      const place = after === null ? {} : { startAfter: resumeToken(model, after) };
      const shared = connect();
      const hasPreImages = shared.facts.maxWireVersion >= PRE_IMAGES_SINCE_WIRE_VERSION;
      const options: ChangeStreamOptions = {
        ...EXACT,
        ...place,
        ...(hasPreImages ? { fullDocumentBeforeChange: 'whenAvailable' } : {}),
        fullDocument: 'updateLookup',
        batchSize: fetchSize ?? DEFAULT_FETCH_SIZE,
      };
      const stream = shared.collection(targetOf(model)).watch([...pipeline], options);
      const source = new MongoChangeSource(stream, operation, after, fetchSize ?? DEFAULT_FETCH_SIZE);
      await source.begin();
      return source;
    },
  };
}

class MongoChangeSource implements ChangeSource {
  readonly #stream: ChangeStream;
  readonly #operation: WatchOperation;
  readonly #limit: number;
  #token: string;
  /** What was asked for to bring the stream to life. */
  #first: Promise<Document | null> | null = null;
  #gone: SchemaError | null = null;

  constructor(stream: ChangeStream, operation: WatchOperation, after: string | null, limit: number) {
    this.#stream = stream;
    this.#operation = operation;
    this.#token = after ?? '';
    this.#limit = limit;
  }

  get token(): string {
    const { resumeToken: reached } = this.#stream;
    return reached == null ? this.#token : changeToken(reached);
  }

  /** The client opens the cursor when the first event is asked for, and tells of the place it has got at once. */
  async begin(): Promise<void> {
    const live = new Promise<void>((resolve) => this.#stream.once('resumeTokenChanged', () => resolve()));
    this.#first = this.#stream.tryNext();
    try {
      await Promise.race([live, this.#first]);
    } catch (cause) {
      await this.close();
      throw placeError(this.#operation.model, cause);
    }
    // Whoever asks for a change gets the failure; until then it is nobody's.
    this.#first.catch(() => undefined);
  }

  async next(): Promise<ChangeChunk> {
    if (this.#gone !== null) throw this.#gone;
    const events: Document[] = [];
    try {
      const event = (await this.#takeFirst()) ?? (await this.#stream.next());
      events.push(event);
      // What the server sent along waits in memory already.
      while (events.length < this.#limit && this.#stream.bufferedCount() > 0) {
        const more = await this.#stream.tryNext();
        if (more !== null) events.push(more);
      }
    } catch (cause) {
      throw placeError(this.#operation.model, cause);
    }
    const changes = this.#changes(events);
    this.#token = changes.at(-1)?.token ?? this.#token;
    return { changes, token: this.token };
  }

  /** What came before the end of the collection is told first. */
  #changes(events: readonly Document[]): readonly RowChange[] {
    const changes: RowChange[] = [];
    for (const event of events) {
      const type = typeOf(event.operationType);
      if (type === null) {
        this.#gone = this.#collectionGone(String(event.operationType));
        break;
      }
      changes.push(this.#change(type, event));
    }
    if (changes.length === 0 && this.#gone !== null) throw this.#gone;
    return changes;
  }

  async close(): Promise<void> {
    try {
      await this.#stream.close();
    } catch {
      // The cursor cannot be told: the server drops it by itself when it was idle for long enough.
    }
  }

  async #takeFirst(): Promise<Document | null> {
    const first = this.#first;
    this.#first = null;
    return first;
  }

  #change(type: RowChange['type'], event: Document): RowChange {
    const document: unknown = type === 'delete' ? event.fullDocumentBeforeChange : event.fullDocument;
    const row = isDocument(document) ? BSON.serialize(document) : null;
    const changed = event.operationType === 'update' ? this.#properties(event.updateDescription) : null;
    return { type, key: this.#keyOf(event.documentKey), row, changed, token: changeToken(event._id) };
  }

  #keyOf(documentKey: unknown): readonly unknown[] {
    const { model, selection } = this.#operation;
    const row = BSON.serialize(isDocument(documentKey) ? documentKey : {});
    return model.key.fields.map((field) => {
      const at = selection.findIndex((path) => path.field?.column === field.column);
      const path = selection[at];
      return path === undefined ? null : mongodbRowReaders.value(row, at, path);
    });
  }

  /** Fields of the top level that an update changed, as declared; of places inside them the field. */
  #properties(description: unknown): readonly string[] {
    const { updatedFields, removedFields, truncatedArrays } = recordOf(description);
    const places = [
      ...Object.keys(recordOf(updatedFields)),
      ...listOf(removedFields).map(String),
      ...listOf(truncatedArrays).map((array) => String(propertyOf(array, 'field'))),
    ];
    const names = new Set(places.map((place) => place.split('.', 1)[0]));
    return this.#operation.selection.flatMap(({ field }) =>
      field !== null && !isKeyField(field) && names.has(field.column) ? [field.property] : [],
    );
  }

  #collectionGone(event: string): SchemaError {
    const { name, table } = this.#operation.model;
    return new SchemaError(`${name} cannot be watched on: the collection "${table}" is gone (${event}).`, {
      model: name,
      operation: 'watch',
      hint: 'Begin a new stream when it is there again.',
    });
  }
}

function typeOf(operationType: unknown): RowChange['type'] | null {
  if (operationType === 'insert' || operationType === 'update' || operationType === 'delete') return operationType;
  return operationType === 'replace' ? 'update' : null;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null;
}

function recordOf(value: unknown): Document {
  return isDocument(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
