/** "1 picture", "12,936 pictures": a number as English writes it, with the word that fits. */
export function countOf(count: number, one: string, many: string): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;
}
