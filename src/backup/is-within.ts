/** Whether an absolute path is a folder or lies below it; both without a trailing slash. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
