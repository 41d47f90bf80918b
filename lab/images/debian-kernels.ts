/** Of the names of Debian packages, the two newest signed kernels for clouds, newest first. Their names hold Debian's ABI number. */
export function newestKernels(names: readonly string[]): readonly string[] {
  return names
    .map((name) => /^linux-image-(\d+)\.(\d+)\.(\d+)-(\d+)-cloud-amd64$/.exec(name))
    .filter((match) => match !== null)
    .toSorted((left, right) => {
      const differing = [1, 2, 3, 4].find((part) => left[part] !== right[part]) ?? 1;
      return Number(right[differing]) - Number(left[differing]);
    })
    .slice(0, 2)
    .map(([name]) => name);
}
