/** How a report looks: on a screen as a column of A4's width, on paper with breaks that keep together what belongs together. */
export const reportStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 10mm 6mm; color: #1a1a1a; background: #fff;
  font: 10.5pt/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 2mm; }
h2 { font-size: 14pt; margin: 8mm 0 3mm; border-bottom: 0.4mm solid #1a1a1a; }
h3 { font-size: 11pt; margin: 0 0 1mm; overflow-wrap: anywhere; }
dl + h3 { margin-top: 4mm; }
ol, ul { margin: 1mm 0 0; padding-left: 6mm; }
h1, h2, h3 { break-after: avoid; }
p { margin: 0 0 2mm; }
.byline, .small { color: #4a4a4a; font-size: 9pt; }
.mono { overflow-wrap: anywhere; font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: 8.5pt; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 5mm; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 1.5mm 3mm 1.5mm 0; border-bottom: 0.2mm solid #b5b5b5; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
tbody th { min-width: 24mm; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
caption { text-align: left; color: #4a4a4a; font-size: 9pt; padding-bottom: 2mm; }
figure { margin: 0 0 5mm; break-inside: avoid; }
figure > svg { display: block; max-width: 100%; height: auto; }
figcaption { color: #4a4a4a; font-size: 9pt; }
.query { margin: 0 0 7mm; break-inside: avoid; }
.query-head { display: grid; grid-template-columns: 30mm 1fr; gap: 4mm; align-items: start; }
.hits { display: grid; grid-template-columns: repeat(5, 1fr); gap: 2.5mm; margin-top: 3mm; padding: 0; list-style: none; }
.hit { break-inside: avoid; min-width: 0; padding: 1.5mm; font-size: 8pt; line-height: 1.3; overflow-wrap: anywhere;
  border: 0.3mm solid #8a8a8a; }
.hit .small { font-size: 7pt; }
.hit.right { border: 0.8mm solid #06632f; }
.hit.wrong { border: 0.5mm dashed #a32100; }
.picture { display: flex; align-items: center; justify-content: center; height: 26mm; background: #fff; }
.picture img { max-width: 100%; max-height: 100%; object-fit: contain; }
.missing { color: #4a4a4a; text-align: center; font-size: 8pt; }
.verdict { display: flex; align-items: center; gap: 1mm; font-weight: 700; }
.verdict svg { width: 3.6mm; height: 3.6mm; flex: none; }
.right .verdict { color: #06632f; }
.wrong .verdict { color: #a32100; }
.note { border-left: 0.8mm solid #1a1a1a; padding-left: 2mm; margin: 1mm 0 0; white-space: pre-wrap; }
@media (max-width: 640px) {
  .hits { grid-template-columns: repeat(2, 1fr); }
  table, thead, tbody, tr, th, td { display: block; }
  thead { display: none; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; }
  /* Two queries with ten hits each go on a page. */
  .query { margin-bottom: 4mm; }
  .query-head .picture, .hit .picture { height: 19mm; }
  .query-head { min-height: 19mm; }
  .hits { gap: 2mm; margin-top: 2mm; }
  .hit { padding: 1mm; font-size: 7pt; line-height: 1.25; }
  .hit .small { font-size: 6.5pt; }
  * { print-color-adjust: exact; }
}
`;
