/** The one style of the report. Nothing is loaded from anywhere: no fonts, no pictures, no scripts. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1c2733; --faint: #5a6875; --line: #d9e0e6; --accent: #1f6fb2; --second: #c2571a; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 0 0 .4rem; font-weight: 600; }
.pair + h3 { margin-top: 1.75rem; }
p { margin: .4rem 0 .8rem; max-width: 46rem; }
.faint, figcaption, .legend, .nothing { color: var(--faint); font-size: .875rem; }
.lead { font-size: 1.05rem; }
header .faint { max-width: none; }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; background: #fdf0d5; color: #7a4b00; font-size: .85rem; font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1px; margin: 1.25rem 0; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.facts div { background: #fff; padding: .7rem .9rem; }
.facts dt { color: var(--faint); font-size: .8rem; }
.facts dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts small { display: block; line-height: 1.3; font-size: .8rem; font-weight: 400; color: var(--faint); }
.warnings { padding: .6rem 1rem .6rem 2rem; margin: 1rem 0; border-left: 4px solid #d99a1c; background: #fffaf0; }
.warnings li { overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.75rem 2rem; }
.many { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); gap: .9rem .7rem; }
figure { margin: 0; min-width: 0; }
figcaption { margin-top: .35rem; }
.many figcaption { font-size: .75rem; margin-top: .15rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; }
svg.map { background: #f0f2f4; outline: 1px solid var(--line); }
.distance { border: solid var(--ink); border-width: 0 1.5px 1.5px; height: .5rem; margin-top: .4rem; font-size: .75rem; line-height: 2rem; text-align: center; margin-bottom: 1.3rem; white-space: nowrap; }
.bar { max-width: 420px; margin-top: .5rem; }
.bar svg { height: 12px; border-radius: 2px; }
.bar .ticks { position: relative; height: 1.2rem; font-size: .75rem; color: var(--faint); font-variant-numeric: tabular-nums; }
.bar .ticks span { position: absolute; top: .1rem; white-space: nowrap; }
.bar .unit { font-size: .75rem; color: var(--faint); }
.chart text { font-size: 11.5px; fill: var(--faint); font-variant-numeric: tabular-nums; }
.chart .grid { stroke: #e7ecf0; stroke-width: 1; fill: none; }
.chart .baseline { stroke: #9aa7b2; fill: none; }
.chart .bars { fill: #6ba3d0; stroke: #fff; stroke-width: .6; }
.chart .mark { stroke: var(--second); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
.chart .mark-text { fill: var(--second); }
.chart .spokes { stroke: #c9d3dc; stroke-width: .8; fill: none; }
.chart .line { fill: none; stroke: currentColor; stroke-width: 1.4; }
.chart circle { fill: currentColor; }
.first { color: var(--accent); } .second { color: var(--second); } .reference { color: #b3261e; }
.unusable circle { fill: #fff; stroke: #8a96a1; stroke-width: 1.2; }
.legend span::before { content: ""; display: inline-block; width: .8rem; height: .2rem; margin: 0 .35rem .2rem 0; background: currentColor; }
.legend span { margin-right: 1rem; }
.scroll { overflow-x: auto; margin-bottom: 1.25rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
td:first-child, time { white-space: nowrap; }
th, td { padding: .25rem 1.1rem .25rem 0; border-bottom: 1px solid #edf0f3; text-align: left; vertical-align: top; }
th { font-weight: 600; color: var(--faint); }
thead th { vertical-align: bottom; line-height: 1.25; }
td.n, th.n { text-align: right; white-space: nowrap; }
code { font-size: .85em; overflow-wrap: anywhere; }
@media (max-width: 720px) {
  main { padding: 1rem .9rem 3rem; }
  h1 { font-size: 1.3rem; }
  .pair { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .many { grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); }
  .chart text { font-size: 13px; }
  td:first-child { white-space: normal; }
}
@media print { main { max-width: none; } figure, tr { break-inside: avoid; } }
`;
