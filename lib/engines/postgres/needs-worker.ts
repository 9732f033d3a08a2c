import { propertyOf } from '../../internal/property-of';

/**
 * True where this code cannot import dynamically, as in jest's VM: PGlite's own dynamic import would end the process
 * there with an uncaught exception, so that it must run in a thread of its own.
 * https://nodejs.org/api/errors.html#err_vm_dynamic_import_callback_missing_flag
 */
export async function needsWorker(): Promise<boolean> {
  try {
    // Compiled at run time, because the compiler turns a written import() into require().
    await new Function('return import("node:path")')();
    return false;
  } catch (cause) {
    // Anything else (code generation is forbidden, say) tells nothing against this thread.
    return String(propertyOf(cause, 'code')).startsWith('ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING');
  }
}
