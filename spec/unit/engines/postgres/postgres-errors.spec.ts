import fc from 'fast-check';
import type { TranslationContext } from '../../../../lib/contract/error-translator';
import { Entity, Field, Index, PrimaryKey } from '../../../../lib/decorators';
import { PgliteServerError } from '../../../../lib/engines/postgres/pglite-server-error';
import { postgresErrors } from '../../../../lib/engines/postgres/postgres-errors';
import { ConnectionError, DatabaseError } from '../../../../lib/errors/database-errors';
import { DuplicateKeyError } from '../../../../lib/errors/outcome-errors';
import { PolydocError } from '../../../../lib/errors/polydoc-error';
import { InvalidQueryError } from '../../../../lib/errors/usage-errors';
import { ValidationError } from '../../../../lib/errors/value-errors';
import { modelMetadataOf } from '../../../../lib/metadata/model-metadata-of';
import { Document } from '../../metadata/bare-document';

@Entity({ name: 'people' })
@Index(['first', '-last'], { unique: true })
class Person extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Index({ unique: true, name: 'by_mail' }) @Field({ type: 'string', name: 'e_mail' }) email!: string;
  @Field('string') first!: string;
  @Field({ type: 'string', name: 'last, "name"' }) last!: string;
}

const errors = postgresErrors('postgres');

function inserting(debugValues = false): TranslationContext {
  return { operation: 'insert', model: modelMetadataOf(Person), key: 'k', debugValues };
}

/** An error as a client reports it. */
function native(code: string, parts: Record<string, string> = {}): Error {
  return Object.assign(new Error(parts.message ?? 'secret words'), { code, ...parts });
}

function translated(code: string, parts: Record<string, string> = {}, context = inserting()): PolydocError {
  return errors.translate(native(code, parts), context);
}

describe('postgresErrors', () => {
  it.each([
    ['23505', 'POLYDOC_DUPLICATE_KEY'],
    ['23P01', 'POLYDOC_DUPLICATE_KEY'],
    ['23503', 'POLYDOC_REFERENCED'],
    ['23001', 'POLYDOC_REFERENCED'],
    ['23502', 'POLYDOC_VALIDATION'],
    ['23514', 'POLYDOC_VALIDATION'],
    ['22003', 'POLYDOC_VALIDATION'],
    ['40001', 'POLYDOC_CONCURRENCY'],
    ['40P01', 'POLYDOC_CONCURRENCY'],
    ['55P03', 'POLYDOC_CONCURRENCY'],
    ['26000', 'POLYDOC_CONCURRENCY'],
    ['57014', 'POLYDOC_TIMEOUT'],
    ['25006', 'POLYDOC_READ_ONLY'],
    ['25P02', 'POLYDOC_SESSION_STATE'],
    ['42P01', 'POLYDOC_SCHEMA'],
    ['42703', 'POLYDOC_SCHEMA'],
    ['3F000', 'POLYDOC_SCHEMA'],
    ['42601', 'POLYDOC_INVALID_QUERY'],
    ['0A000', 'POLYDOC_INVALID_QUERY'],
    ['08006', 'POLYDOC_CONNECTION'],
    ['57P01', 'POLYDOC_CONNECTION'],
    ['53300', 'POLYDOC_CONNECTION'],
    ['ECONNREFUSED', 'POLYDOC_CONNECTION'],
    ['28P01', 'POLYDOC_CONFIGURATION'],
    ['53100', 'POLYDOC_DATABASE'],
  ])('turns %s into %s', (code, polydocCode) => {
    const error = translated(code);
    expect(error).toMatchObject({
      code: polydocCode,
      model: 'Person',
      key: 'k',
      engine: 'postgres',
      operation: 'insert',
    });
    expect(error.cause).toMatchObject({ code });
  });

  it('says of errors without a code that the connection is gone, by the words of the client', () => {
    expect(errors.translate(new Error('Connection terminated unexpectedly'), inserting())).toBeInstanceOf(
      ConnectionError,
    );
    expect(errors.translate(new Error('timeout exceeded when trying to connect'), inserting()).code).toBe(
      'POLYDOC_TIMEOUT',
    );
  });

  it('names the fields of a violated key or index', () => {
    const fieldsOf = (constraint: string, detail = ''): unknown => {
      const error = translated('23505', { constraint, detail });
      return error instanceof DuplicateKeyError ? error.fields : error;
    };
    expect(fieldsOf('people_pkey')).toEqual(['id']);
    expect(fieldsOf('by_mail')).toEqual(['email']);
    expect(fieldsOf('people_first_last_desc_key')).toEqual(['first', 'last']);
    const detail = 'Key (e_mail, "last, ""name""")=(secret, (x)=(y)) already exists.';
    expect(fieldsOf('made_by_hand', detail)).toEqual(['email', 'last']);
    expect(fieldsOf('on_expression', 'Key (lower(e_mail))=(x) already exists.')).toEqual([]);
  });

  it('names the field of a missing value', () => {
    const error = translated('23502', { column: 'e_mail', table: 'people' });
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ problems: [{ path: 'email', constraint: 'notNull' }] });
  });

  it('tells both ends of a foreign key apart', () => {
    const detail = 'Key (e_mail)=(secret) is not present in table "mails".';
    expect(translated('23503', { table: 'people', detail })).toMatchObject({
      code: 'POLYDOC_VALIDATION',
      problems: [{ path: 'email', constraint: 'reference' }],
    });
    expect(translated('23503', { table: 'letters' }).code).toBe('POLYDOC_REFERENCED');
    const deleting = { ...inserting(), operation: 'delete' };
    expect(translated('23503', { table: 'people' }, deleting).code).toBe('POLYDOC_REFERENCED');
  });

  it('makes a bad operand of a read an invalid query', () => {
    expect(translated('22P02', {}, { ...inserting(), operation: 'find' })).toBeInstanceOf(InvalidQueryError);
  });

  it.each(['22P02', '22003', '23502', '23503', '23505', '23514', '44000'])(
    'shows no value of %s unless asked',
    (code) => {
      const parts = { message: 'invalid "secret"', detail: 'Key (a)=(secret) exists.' };
      expect(translated(code, parts).message).not.toContain('secret');
      expect(translated(code, parts, inserting(true)).message).toContain('secret');
    },
  );

  it('leaves errors of polydoc as they are', () => {
    const own = new DatabaseError('mine');
    expect(errors.translate(own, inserting())).toBe(own);
  });

  it('reads errors of the embedded server alike', () => {
    const fields = new Map([
      ['M', 'duplicate key'],
      ['C', '23505'],
      ['n', 'by_mail'],
    ]);
    const error = postgresErrors('pglite').translate(new PgliteServerError(fields), inserting());
    expect(error).toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY', fields: ['email'], engine: 'pglite' });
  });

  it('makes something of everything', () => {
    const cause = fc.oneof(
      fc.anything(),
      fc.record({ code: fc.oneof(fc.string(), fc.anything()), detail: fc.anything(), message: fc.anything() }),
    );
    fc.assert(
      fc.property(cause, fc.boolean(), (value, debugValues) => {
        expect(errors.translate(value, inserting(debugValues))).toBeInstanceOf(PolydocError);
      }),
    );
  });
});
