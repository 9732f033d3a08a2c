import { propertyOf } from '../../internal/property-of';

/**
 * The error for the first write of a command that the server refused, or null: the client does not throw for these where
 * the command is sent as it is.
 */
export function refusedWrite(reply: object | undefined): Error | null {
  const errors = propertyOf(reply, 'writeErrors');
  if (!Array.isArray(errors) || errors.length === 0) return null;
  const [first] = errors;
  return Object.assign(new Error(String(propertyOf(first, 'errmsg'))), { ...first, name: 'MongoServerError' });
}
