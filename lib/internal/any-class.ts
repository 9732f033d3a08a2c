/** Any class, abstract ones included, whatever its constructor takes. */
export type AnyClass<T extends object = object> = abstract new (...args: never[]) => T;
