/** Writes an .npy file of any type. @see NumPy enhancement proposal 1, "A simple file format for NumPy arrays" */
export function npyFile(type: string, shape: readonly number[], numbers: Uint8Array<ArrayBuffer>): Blob {
  const sizes = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(", ");
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`.padEnd(117) + "\n";
  const prefix = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
  return new Blob([prefix, header, numbers]);
}
