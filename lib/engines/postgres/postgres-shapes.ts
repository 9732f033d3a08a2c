import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import type { DeleteOperation, FindOperation, InsertOperation, UpdateOperation } from '../../query/operation';
import { locatedAt } from '../../types/misfit';
import type { Codec } from './postgres-codec';
import { codecOf } from './postgres-codecs';
import { isScalar } from './postgres-column';
import { tableFields } from './postgres-conflict';
import { hasExpiry } from './postgres-expiry';
import { isPlainPath } from './postgres-path';
import type { PostgresStatement } from './postgres-statement';

/** Text of one shape of operation, and how each of its parameters is made. */
interface Shape {
  readonly text: string;
  readonly codecs: readonly Codec[];
  /** Where a value that cannot be stored belongs, by parameter. */
  readonly places: readonly string[];
}

/** Shapes of one model; more than this many are not the few that come by again and again. */
const MAX_SHAPES = 500;

/**
 * The operations of every day have few shapes: reads, inserts, updates and removals of one row by its key. Their text
 * is made once by the full compiler and kept per model; after that only the values are encoded.
 */
export class PostgresShapes {
  readonly #byModel = new WeakMap<ModelMetadata, Map<string, Shape>>();
  readonly #finds = new WeakMap<readonly FieldPath[], { readonly model: ModelMetadata; readonly shape: Shape }>();

  /** The statement of a read of one row by its key, or null for any other read. */
  find(operation: FindOperation, compile: (operation: FindOperation) => PostgresStatement): PostgresStatement | null {
    const { where, model, selection } = operation;
    if (where.kind !== 'key' || !isPlainFind(operation)) return null;
    const known = this.#finds.get(selection);
    if (known !== undefined && known.model === model) return filled(known.shape, where.values);
    const compiled = compile(operation);
    if (Object.isFrozen(selection) && selection.every(isPlainPath)) {
      this.#finds.set(selection, { model, shape: { text: compiled.text, ...keyParameters(model) } });
    }
    return compiled;
  }

  /** The statement of an insert of one row, or null for several rows and for assignments on conflict. */
  insert(
    operation: InsertOperation,
    compile: (operation: InsertOperation) => PostgresStatement,
  ): PostgresStatement | null {
    const { model, fields, rows, onConflict, onConflictAssign, options, returning } = operation;
    const [row] = rows;
    const returned = wholeColumns(returning);
    if (row === undefined || rows.length > 1 || onConflictAssign !== null || returned === null) return null;
    // Classes that share the table may be declared later and add columns that a replacement has to empty.
    const width = model.discriminator === null ? 0 : tableFields(model).length;
    const names = fields === model.fields ? '*' : fields.map((field) => field.column).join('\0');
    const hasEnd = options.ttlSeconds !== null && hasExpiry(model);
    const name = `insert ${onConflict} ${hasEnd} ${width}\0${names}\0\0${returned}`;
    const values = hasEnd ? [...row.slice(0, fields.length), options.ttlSeconds] : row;
    return this.#fill(model, name, values, () => ({
      text: compile(operation).text,
      codecs: [...fields.map((field) => codecOf(field.type)), ...(hasEnd ? [TTL] : [])],
      places: [...fields.map((field) => field.property), 'ttl'],
    }));
  }

  /** The statement of an update by key that sets or increments whole fields, or null for any other update. */
  update(
    operation: UpdateOperation,
    compile: (operation: UpdateOperation) => PostgresStatement,
  ): PostgresStatement | null {
    const { model, where, options } = operation;
    const condition = simpleCondition(operation);
    const changes = wholeChanges(operation);
    const returned = wholeColumns(operation.returning);
    if (where.kind !== 'key' || condition === null || changes === null || returned === null) return null;
    const hasEnd = options.ttlSeconds !== null && hasExpiry(model);
    const name = `update ${condition.name}\0${returned}\0${changes.name}${hasEnd ? '\0\0ttl' : ''}`;
    const end = hasEnd ? [options.ttlSeconds] : [];
    return this.#fill(model, name, [...changes.values, ...end, ...where.values, ...condition.values], () => {
      const { assignments } = operation;
      const ttl = { codecs: hasEnd ? [TTL] : [], places: hasEnd ? ['ttl'] : [] };
      const parts = [wholeParameters(assignments), ttl, keyParameters(model), condition];
      return {
        text: compile(operation).text,
        codecs: parts.flatMap(({ codecs }) => codecs),
        places: parts.flatMap(({ places }) => places),
      };
    });
  }

  /** The statement of a removal by key, or null for any other removal. */
  delete(
    operation: DeleteOperation,
    compile: (operation: DeleteOperation) => PostgresStatement,
  ): PostgresStatement | null {
    const { model, where } = operation;
    const condition = simpleCondition(operation);
    if (where.kind !== 'key' || condition === null) return null;
    return this.#fill(model, `delete ${condition.name}`, [...where.values, ...condition.values], () => {
      const key = keyParameters(model);
      return {
        text: compile(operation).text,
        codecs: [...key.codecs, ...condition.codecs],
        places: [...key.places, ...condition.places],
      };
    });
  }

  #fill(model: ModelMetadata, name: string, values: readonly unknown[], make: () => Shape): PostgresStatement {
    let shapes = this.#byModel.get(model);
    if (shapes === undefined) {
      shapes = new Map();
      this.#byModel.set(model, shapes);
    }
    let shape = shapes.get(name);
    if (shape === undefined) {
      shape = make();
      if (shapes.size >= MAX_SHAPES) shapes.clear();
      shapes.set(name, shape);
    }
    return filled(shape, values);
  }
}

function isPlainFind({ skip, distinct, lock, hints, limit }: FindOperation): boolean {
  return skip === 0 && !distinct && lock === null && hints.comment === null && limit !== 0;
}

/** Seconds to live. */
const TTL = codecOf({ kind: 'double' });

function keyParameters({ key }: ModelMetadata): Pick<Shape, 'codecs' | 'places'> {
  return {
    codecs: key.fields.map((field) => codecOf(field.type)),
    places: key.fields.map((field) => field.property),
  };
}

/** Name and values of assignments that set or increment whole fields, or null where there is another one, or none. */
function wholeChanges({ assignments }: UpdateOperation): { readonly name: string; readonly values: unknown[] } | null {
  let name = '';
  const values: unknown[] = [];
  for (const assignment of assignments) {
    const { kind, path } = assignment;
    if ((kind !== 'set' && kind !== 'increment') || path.steps.length > 0 || path.field === null) return null;
    values.push(kind === 'set' ? assignment.value : assignment.operand);
    name += `${kind} ${path.field.column}\0`;
  }
  return values.length === 0 ? null : { name, values };
}

function wholeParameters(assignments: UpdateOperation['assignments']): Pick<Shape, 'codecs' | 'places'> {
  return {
    codecs: assignments.map(({ path }) => codecOf(path.type)),
    places: assignments.map(({ path }) => path.text),
  };
}

/** Name of a list of whole fields, or null where there is a part of one. */
function wholeColumns(paths: readonly FieldPath[]): string | null {
  let name = '';
  for (const { steps, field } of paths) {
    if (steps.length > 0 || field === null) return null;
    name += `${field.column}\0`;
  }
  return name;
}

interface SimpleCondition extends Pick<Shape, 'codecs' | 'places'> {
  readonly name: string;
  readonly values: readonly unknown[];
}

const NO_CONDITION: SimpleCondition = { name: '', codecs: [], places: [], values: [] };

/** No condition, or that one scalar field has a value, which is what an optimistic lock asks for; else null. */
function simpleCondition({ condition }: UpdateOperation | DeleteOperation): SimpleCondition | null {
  if (condition === null) return NO_CONDITION;
  if (condition.kind !== 'compare' || condition.operator !== 'eq' || condition.operand.kind !== 'value') return null;
  const { path, operand } = condition;
  if (path.steps.length > 0 || path.field === null || !isScalar(path.type)) return null;
  return {
    name: `if ${path.field.column}`,
    codecs: [codecOf(path.type)],
    places: [path.text],
    values: [operand.value],
  };
}

function filled({ text, codecs, places }: Shape, values: readonly unknown[]): PostgresStatement {
  const parameters: (string | null)[] = [];
  try {
    for (const codec of codecs) {
      const value = values[parameters.length];
      parameters.push(value === null || value === undefined ? null : codec.encode(value));
    }
  } catch (cause) {
    throw locatedAt(cause, places[parameters.length] ?? '');
  }
  return { text, values: parameters };
}
