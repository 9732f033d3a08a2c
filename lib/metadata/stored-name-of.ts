/** `UserModel` → `user`, `HTTPRequest` → `http_request`: snake_case without a trailing `Model` or `Document`. */
export function storedNameOf(className: string): string {
  const bare = className.replace(/(?<=.)(?:Model|Document)$/, '');
  return bare
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
