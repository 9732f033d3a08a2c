import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { PolydocError } from '../../../lib/errors';
import type { AnyClass } from '../../../lib/internal/any-class';
import { documentFromPlain } from '../../../lib/model/from-plain';

/** Ajv by the schema of a model; anything odd in the schema is an error. */
export function validatorOf(model: AnyClass & { jsonSchema(): Record<string, unknown> }): (json: unknown) => boolean {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictTuples: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(model.jsonSchema());
  return (json) => validate(json) === true;
}

/** Whether a model takes plain values. */
export async function isTaken(model: AnyClass, json: unknown): Promise<boolean> {
  try {
    await documentFromPlain(model, json);
    return true;
  } catch (cause) {
    if (cause instanceof PolydocError) return false;
    throw cause;
  }
}
