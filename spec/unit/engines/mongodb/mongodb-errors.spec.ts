import {
  MongoBulkWriteError,
  MongoClientBulkWriteError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { Document, Embeddable, Embedded, Entity, Field, Index, PrimaryKey } from '../../../../lib';
import type { TranslationContext } from '../../../../lib/contract/error-translator';
import { mongodbErrors } from '../../../../lib/engines/mongodb/mongodb-errors';
import { RefusedWriteError } from '../../../../lib/engines/mongodb/refused-write-error';
import {
  ConcurrencyError,
  ConfigurationError,
  ConnectionError,
  DatabaseError,
  DuplicateKeyError,
  InvalidQueryError,
  type PolydocError,
  SchemaError,
  SessionStateError,
  TimeoutError,
  ValidationError,
} from '../../../../lib/errors';
import { modelMetadataOf } from '../../../../lib/metadata/model-metadata-of';

@Embeddable()
class Address {
  @Field({ name: 'town', type: 'string' }) city!: string;
}

@Entity({ name: 'people' })
@Index(['email', '-address.city'], { unique: true })
class Person extends Document {
  @PrimaryKey({ type: 'string' }) country!: string;
  @PrimaryKey({ type: 'string', name: 'num' }) number!: string;
  @Field({ type: 'string', name: 'mail' }) email!: string;
  @Embedded(() => Address) address?: Address;
}

const CONTEXT: TranslationContext = { operation: 'insert', model: modelMetadataOf(Person), debugValues: false };

function translated(cause: unknown, context: Partial<TranslationContext> = {}): PolydocError {
  const error = mongodbErrors.translate(cause, { ...CONTEXT, ...context });
  expect(error).toMatchObject({ engine: 'mongodb', operation: context.operation ?? 'insert', cause });
  return error;
}

function serverError(code: number, more: object = {}): MongoServerError {
  return new MongoServerError({ message: `refused { email: "secret" }`, code, ...more });
}

function labelled<E extends Error & { addErrorLabel(label: string): void }>(error: E, ...labels: string[]): E {
  for (const label of labels) error.addErrorLabel(label);
  return error;
}

describe('errors of the MongoDB client', () => {
  it.each([
    [112, ConcurrencyError],
    [24, ConcurrencyError],
    [50, TimeoutError],
    [262, TimeoutError],
    [10_107, ConnectionError],
    [91, ConnectionError],
    [26, SchemaError],
    [85, SchemaError],
    [18, ConfigurationError],
    [13, DatabaseError],
    [251, SessionStateError],
    [263, InvalidQueryError],
    [40_324, InvalidQueryError],
    [2, InvalidQueryError],
    [10_334, ValidationError],
    [99_999_999, InvalidQueryError],
    [4_242, DatabaseError],
  ])('the code %d is a %p', (code, errorClass) => {
    const error = translated(serverError(code));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.retryable).toBe(error instanceof ConcurrencyError || error instanceof ConnectionError);
    expect(error.message).not.toContain('secret');
  });

  it('the label of a transient error decides before everything else', () => {
    for (const cause of [serverError(251), new MongoNetworkError('cut'), serverError(13)]) {
      expect(translated(labelled(cause, 'TransientTransactionError'))).toBeInstanceOf(ConcurrencyError);
    }
    const bulk = new MongoClientBulkWriteError({ message: 'bulk' });
    bulk.cause = labelled(serverError(112), 'TransientTransactionError');
    expect(translated(bulk)).toBeInstanceOf(ConcurrencyError);
  });

  it.each([
    [new MongoNetworkError('cut'), ConnectionError],
    [new MongoNetworkTimeoutError('late'), ConnectionError],
    [new MongoParseError('option foo is not supported'), ConfigurationError],
    [new MongoInvalidArgumentError('Document is larger than the maximum size 16777216'), ValidationError],
    [new MongoInvalidArgumentError('something else'), InvalidQueryError],
    [Object.assign(new RangeError('offset'), { code: 'ERR_OUT_OF_RANGE' }), ValidationError],
    [new RangeError('Maximum call stack size exceeded'), DatabaseError],
    [new TypeError('a bug'), DatabaseError],
    ['a text', DatabaseError],
    [null, DatabaseError],
  ])('%p is a %p', (cause, errorClass) => {
    expect(translated(cause)).toBeInstanceOf(errorClass);
  });

  it('keeps what is an error of polydoc already', () => {
    const error = new InvalidQueryError('mine');
    expect(mongodbErrors.translate(error, CONTEXT)).toBe(error);
  });
});

describe('duplicates', () => {
  const message =
    'E11000 duplicate key error collection: d.people index: mail_1_address.town_-1 dup key: { mail: "secret" }';

  it('name the fields of the index by its keys, nested and renamed ones too', () => {
    const keyPattern = { mail: 1, 'address.town': -1 };
    const error = translated(new MongoServerError({ message, code: 11_000, keyPattern, keyValue: { mail: 'secret' } }));
    expect(error).toBeInstanceOf(DuplicateKeyError);
    expect(error).toMatchObject({ fields: ['email', 'address.city'], status: 409, model: 'Person' });
    expect(error.message).not.toContain('secret');
  });

  it.each([
    ['_id_', ['country', 'number']],
    ['mail_1_address.town_-1', ['email', 'address.city']],
    ['somebody_elses', []],
  ])('name the fields by the name of the index %s where a bulk write says no more', (name, fields) => {
    const writeError = {
      code: 11_000,
      message: `E11000 duplicate key error collection: d.people index: ${name} dup key: { a: 1 }`,
    };
    const bulk = new MongoClientBulkWriteError({ message: 'errors' });
    bulk.writeErrors = new Map([[3, { ...writeError, errInfo: undefined } as never]]);
    expect(translated(bulk)).toMatchObject({ fields });
    expect(
      translated(new RefusedWriteError([{ index: 0, code: 11_000, errmsg: writeError.message }], [])),
    ).toMatchObject({ fields });
    const collection = new MongoBulkWriteError(
      { message: writeError.message, code: 11_000, writeErrors: [] },
      {} as never,
    );
    expect(translated(collection)).toMatchObject({ fields });
  });

  it('name the parts of a compound key', () => {
    const cause = new MongoServerError({ message, code: 11_000, keyPattern: { _id: 1 } });
    expect(translated(cause)).toMatchObject({ fields: ['country', 'number'] });
    const part = new MongoServerError({ message, code: 11_000, keyPattern: { '_id.num': 1 } });
    expect(translated(part)).toMatchObject({ fields: ['number'] });
  });

  it('show values only when asked to', () => {
    const cause = new MongoServerError({ message, code: 11_000 });
    expect(translated(cause, { debugValues: true }).message).toContain('secret');
  });
});

describe('what a write was refused for', () => {
  it('is a missing acknowledgement: written, and not to be written again', () => {
    const concern = { writeConcernError: { code: 100, errmsg: 'not enough members' }, ok: 1, n: 1 } as const;
    const error = translated(new MongoWriteConcernError(concern));
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({
      retryable: false,
      nativeCode: '100',
      message: expect.stringMatching(/written, but not acknowledged/),
    });
    const late = { writeConcernError: { code: 64, errmsg: 'waiting timed out' }, ok: 1, n: 1 } as const;
    expect(translated(new MongoWriteConcernError(late))).toBeInstanceOf(TimeoutError);
    expect(translated(new RefusedWriteError([], [{ code: 79, errmsg: 'unknown' }]))).toMatchObject({
      retryable: false,
    });
  });

  it("is what the collection's validator found, by the names of the class", () => {
    const rules = [
      { operatorName: 'required', missingProperties: ['mail'] },
      {
        operatorName: 'properties',
        propertiesNotSatisfied: [
          {
            propertyName: 'address',
            details: [
              {
                operatorName: 'properties',
                propertiesNotSatisfied: [
                  { propertyName: 'town', details: [{ operatorName: 'bsonType', consideredValue: 'secret' }] },
                ],
              },
            ],
          },
        ],
      },
    ];
    const errInfo = { failingDocumentId: 1, details: { operatorName: '$jsonSchema', schemaRulesNotSatisfied: rules } };
    const error = translated(serverError(121, { errInfo }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      problems: [
        { path: 'email', constraint: 'required' },
        { path: 'address.city', constraint: 'bsonType' },
      ],
    });
    expect(error.message).not.toContain('secret');
    expect(translated(serverError(121))).toMatchObject({ problems: [{ path: '(a field)', constraint: 'validator' }] });
  });

  it('is a sum beyond the range of its field, by the places that the server works out', () => {
    const message = 'Failed to apply $inc operations to current value ((NumberLong)9223372036854775807)';
    const cause = new MongoServerError({ message, code: 2 });
    expect(translated(cause, { operation: 'update', computed: ['total'] })).toMatchObject({
      problems: [{ path: 'total', constraint: 'range' }],
    });
    expect(translated(cause, { operation: 'find', model: null })).toBeInstanceOf(InvalidQueryError);
  });
});
