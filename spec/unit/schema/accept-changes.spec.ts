import type { SchemaChange } from '../../../lib/contract/schema-sync';
import { SchemaError } from '../../../lib/errors/database-errors';
import { acceptChanges } from '../../../lib/schema/accept-changes';

function planned(kind: string, risk: SchemaChange['risk'], model: string | null = 'User'): SchemaChange {
  return { kind, model, statement: `${kind} it`, risk };
}

const SAFE = planned('addColumn', 'safe');
const REWRITE = planned('alterType', 'rewrite');
const DROP_COLUMN = planned('dropColumn', 'destructive');
const DROP_INDEX = planned('dropIndex', 'destructive');

describe('acceptChanges', () => {
  it('lets only safe changes pass unless more is named', () => {
    expect(acceptChanges([REWRITE, SAFE, DROP_COLUMN])).toEqual([SAFE]);
  });

  it('lets named risks pass, each alone, in the order of the plan', () => {
    const plan = [DROP_COLUMN, SAFE, REWRITE, DROP_INDEX];
    expect(acceptChanges(plan, { allow: ['rewrite'] })).toEqual([SAFE, REWRITE]);
    expect(acceptChanges(plan, { allow: ['destructive'] })).toEqual([DROP_COLUMN, SAFE, DROP_INDEX]);
    expect(acceptChanges(plan, { allow: ['rewrite', 'destructive'] })).toEqual(plan);
  });

  it('lets the removal of indexes pass where it was asked for, and no other removal', () => {
    expect(acceptChanges([DROP_COLUMN, DROP_INDEX], { dropRemovedIndexes: true })).toEqual([DROP_INDEX]);
  });

  it('refuses a plan with impossible changes, and lists all of them', () => {
    const plan = [SAFE, planned('alterKey', 'impossible'), planned('alterType', 'impossible', 'Post')];
    const accept = (): unknown => acceptChanges(plan, { allow: ['rewrite', 'destructive'] });
    expect(accept).toThrow(SchemaError);
    expect(accept).toThrow(/User: alterKey it; Post: alterType it/);
  });

  it('names the model on the error when there is only one', () => {
    expect(() => acceptChanges([planned('alterKey', 'impossible')])).toThrow(
      expect.objectContaining({ code: 'POLYDOC_SCHEMA', model: 'User' }),
    );
  });
});
