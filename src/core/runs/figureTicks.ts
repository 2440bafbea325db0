/**
 * Round places on an axis: 1, 2 or 5 times a power of ten apart, about `wanted` of them; powers of ten on a logarithmic axis,
 * where there are two at least.
 */
export function figureTicks([first, last]: readonly [number, number], isLog: boolean, wanted: number): number[] {
  if (isLog) {
    const [from, to] = [Math.ceil(Math.log10(first)), Math.floor(Math.log10(last))];
    const apart = Math.max(1, Math.ceil((to - from) / wanted));
    if (to > from) return multiples(from, to, apart).map((power) => 10 ** power);
  }
  const rough = (last - first) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return multiples(Math.ceil(first / apart), Math.floor(last / apart), 1).map((count) =>
    // Multiples of 0.1 are not whole in binary: 0.30000000000000004 would be printed.
    Number((count * apart).toPrecision(12)),
  );
}

function multiples(from: number, to: number, apart: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / apart) + 1) }, (_, place) => from + place * apart);
}
