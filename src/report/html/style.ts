/** Style of the report; no address, no import, no font that is not there already. */
export const style = `
:root{color-scheme:light dark;
--page:#f6f6f4;--card:#fff;--ink:#1d2127;--soft:#565e6c;--line:#e2e3e7;--faint:#f1f2f4;--accent:#2b57c7;--bar:#5b7fd6;
--critical:#a3170f;--critical-bg:#fdecea;--high:#8f3f00;--high-bg:#fdf0e3;--medium:#6b5300;--medium-bg:#fbf4d9;
--low:#155a7a;--low-bg:#e6f2f8;--info:#4c5462;--info-bg:#eceef1;--good:#1b6338;--good-bg:#e6f4ea;--differs:#fdf3e0;--high-mark:#dc7a2c;--medium-mark:#dfb634;--low-mark:#5a9fc4;--info-mark:#a7aebb}
@media (prefers-color-scheme:dark){:root{
--page:#121417;--card:#1a1d22;--ink:#e7e9ed;--soft:#a7aebb;--line:#2e333c;--faint:#22262d;--accent:#9db9ff;--bar:#6f90e0;
--critical:#ffb4ab;--critical-bg:#4a1512;--high:#ffc08a;--high-bg:#43260c;--medium:#f0d46a;--medium-bg:#3a3008;
--low:#93d2f2;--low-bg:#0d3346;--info:#c0c7d3;--info-bg:#2b3038;--good:#8fdbab;--good-bg:#10361f;--differs:#33290f;--high-mark:#e08b48;--medium-mark:#d3b13e;--low-mark:#5a9fc4;--info-mark:#79818f}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4{line-height:1.25;margin:0;font-weight:650;letter-spacing:-.011em;overflow-wrap:anywhere}
h1{font-size:2rem}h2{font-size:1.4rem}h3{font-size:1.12rem}h4{font-size:.95rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
code,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em;overflow-wrap:anywhere}
.soft{color:var(--soft)}.small{font-size:.875rem}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.page{max-width:1240px;margin:0 auto;padding:2.5rem 1.5rem 4rem;display:grid;grid-template-columns:200px minmax(0,1fr);gap:2.5rem 3rem}
header.top{grid-column:1/-1;border-bottom:1px solid var(--line);padding-bottom:1.5rem}
header.top .eyebrow{font-size:.8rem;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:0 0 .4rem}
.chips{display:flex;flex-wrap:wrap;gap:.4rem .6rem;margin:.9rem 0 0;padding:0;list-style:none}
.chips li{border:1px solid var(--line);background:var(--card);border-radius:999px;padding:.15rem .75rem;font-size:.85rem;overflow-wrap:anywhere}
nav.contents{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto;font-size:.9rem}
nav.contents h2{font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
nav.contents ul{list-style:none;margin:.6rem 0 0;padding:0}
nav.contents a{display:flex;justify-content:space-between;gap:.5rem;padding:.3rem .5rem;margin-left:-.5rem;border-radius:6px;color:inherit;text-decoration:none}
nav.contents a:hover{background:var(--faint)}
main{display:grid;gap:3rem;min-width:0}
section{min-width:0}section>h2{margin-bottom:1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.5rem;margin-bottom:1.25rem;min-width:0}
.short ol{margin:0;padding:0;list-style:none;display:grid;gap:.65rem;font-size:1.09rem;max-width:66ch}
.short li{overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1rem;margin:1.25rem 0 0;padding:0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.9rem 1.1rem}
.figures dt{font-size:.85rem;color:var(--soft)}.figures dd{margin:.1rem 0 0;font-size:1.65rem;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.figures .of{display:block;font-size:.8rem;font-weight:400;color:var(--soft);letter-spacing:0}
.badge{display:inline-block;margin-right:.25rem;border-radius:5px;padding:.05rem .5rem;font-size:.78rem;font-weight:650;white-space:nowrap}
.critical{color:var(--critical);background:var(--critical-bg)}.high{color:var(--high);background:var(--high-bg)}
.medium{color:var(--medium);background:var(--medium-bg)}.low{color:var(--low);background:var(--low-bg)}
.info{color:var(--info);background:var(--info-bg)}.good{color:var(--good);background:var(--good-bg)}
.wide{overflow-x:auto;margin:0 -.25rem;padding:0 .25rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:0 0 .5rem;overflow-wrap:anywhere}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.82rem;vertical-align:bottom}
tbody th{font-weight:500}
.rule>header{display:grid;gap:.45rem;justify-items:start}
.rule>header p{margin:0}
.advice{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:.5rem 2rem;margin:1.1rem 0;padding:1rem 1.15rem;background:var(--faint);border-radius:8px}
.advice p{margin:.2rem 0 0;font-size:.94rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,310px),1fr));gap:1.75rem 2.5rem;margin:1.5rem 0}
figure{margin:0;min-width:0}figure.all{grid-column:1/-1}figcaption{font-weight:600;font-size:.92rem;margin-bottom:.5rem}
figcaption span,.bars caption span{display:block;font-weight:400;color:var(--soft);font-size:.84rem}
svg{display:block;width:100%;height:auto}svg rect.bar{fill:var(--bar)}svg line{stroke:var(--line)}svg text{fill:var(--soft);font-size:12px;font-family:inherit}
svg.broad text{font-size:10px}svg text.value{fill:var(--ink);font-weight:600}
table.bars td,table.bars th{border:0;padding:.18rem .6rem .18rem 0;vertical-align:middle}
table.bars th{width:42%;font-weight:400}table.bars td.bar{width:100%;padding-right:.75rem}table.bars svg{height:.8rem;min-width:50px}
table.bars .rest th,table.bars .rest td{color:var(--soft);font-style:italic}
.stack{margin-bottom:1.5rem}.stack svg{height:.7rem;border-radius:4px;overflow:hidden}.stack ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0;font-size:.9rem;font-variant-numeric:tabular-nums}
rect.critical{fill:var(--critical)}rect.high{fill:var(--high-mark)}rect.medium{fill:var(--medium-mark)}rect.low{fill:var(--low-mark)}rect.info{fill:var(--info-mark)}
details>summary{cursor:pointer;padding:.35rem 0;color:var(--accent)}
details.data>summary{font-size:.82rem}
.worst{list-style:none;margin:.5rem 0 0;padding:0}
.worst>li{border-top:1px solid var(--line)}
.worst>li>details>summary{display:block;position:relative;padding:.65rem 0 .65rem 1.2rem;color:inherit}
.worst>li>details>summary::before{content:"▸";color:var(--soft);position:absolute;left:0}.worst>li>details[open]>summary::before{content:"▾"}
.worst>li>details>summary::-webkit-details-marker{display:none}
.worst .title{font-weight:600;margin-right:.5rem;overflow-wrap:anywhere}.worst .body{padding:.1rem 0 1.25rem}
.plain{padding:.65rem 0}.findings{margin-top:.5rem}.findings th,.findings td{min-width:110px;overflow-wrap:break-word}.findings tbody th{min-width:200px}.findings td.id{overflow-wrap:anywhere;min-width:150px}
.beside{min-width:100%;width:auto}
h3+h4,.wide+h4,ul+h4{margin-top:.9rem}.beside th[scope=col]{min-width:205px;color:var(--ink)}.beside thead th:first-child{min-width:0}.beside td{overflow-wrap:break-word}.beside .id{white-space:nowrap}
.beside th[scope=row]{color:var(--soft);white-space:nowrap;position:sticky;left:0;background:var(--card);padding-right:1.25rem}
.beside td{padding-left:1.5rem;position:relative;max-width:320px}.beside thead th{padding-left:1.5rem}.beside thead th:first-child{padding-left:0}
.beside .sign{position:absolute;left:.35rem;color:var(--soft);font-weight:600}
.beside td.differs{background:var(--differs)}.beside td.empty,.beside td.unknown{color:var(--soft)}
.legend{font-size:.82rem;color:var(--soft);margin:.5rem 0 1rem}
table.weights{width:auto;min-width:min(100%,520px)}table.weights svg{width:120px;height:.8rem}
table.weights rect.for{fill:var(--bar)}table.weights rect.against{fill:var(--critical)}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.5rem;margin:0;font-size:.93rem}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
ul.notes{margin:.4rem 0 1rem;padding-left:1.2rem}ul.notes li{margin:.3rem 0;overflow-wrap:anywhere}
pre{background:var(--faint);border-radius:6px;padding:.6rem .8rem;margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere;font:.86rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin-bottom:1rem;font-size:.9rem}
.filter[hidden],[data-rule][hidden]{display:none}
.filter label{display:grid;gap:.2rem;color:var(--soft);font-size:.82rem}
.filter input,.filter select,.filter button{font:inherit;font-size:.9rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:7px;padding:.35rem .6rem;min-height:2.3rem}
.filter button{cursor:pointer}.filter output{color:var(--soft);padding:.45rem 0}
footer{grid-column:1/-1;border-top:1px solid var(--line);padding-top:1rem;color:var(--soft);font-size:.85rem}
@media (max-width:900px){.page{grid-template-columns:minmax(0,1fr);gap:1.75rem;padding:1.5rem 1rem 3rem}
nav.contents{position:static;max-height:none}nav.contents ul{display:flex;flex-wrap:wrap;gap:.3rem .5rem}nav.contents a{border:1px solid var(--line);background:var(--card);margin:0;padding:.35rem .75rem}
main{gap:2.25rem}.card{padding:1.1rem}h1{font-size:1.6rem}svg.columns text{font-size:19px}svg.broad text{font-size:22px}
.beside th[scope=row]{white-space:normal;min-width:88px;padding-right:.5rem}}
@media (max-width:560px){.overview thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.overview,.overview tbody,.overview tr,.overview td,.overview th{display:block;width:100%}
.overview tr{border-top:1px solid var(--line);padding:.7rem 0}.overview td,.overview th{border:0;padding:.1rem 0;text-align:left;white-space:normal}
.overview td[data-label]::before{content:attr(data-label) " ";color:var(--soft);font-size:.85rem}
.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:.5rem}.figures{grid-template-columns:1fr 1fr}.figures div:last-child:nth-child(odd){grid-column:1/-1}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#f3f3f3;--accent:#000;--bar:#555;--differs:#eee}
body{font-size:10pt}@page{margin:16mm 14mm}.page{display:block;padding:0;max-width:none}nav.contents,.filter,.skip,details.data{display:none}
main{display:block}section{margin-top:1.6rem}.card{border:0;border-top:1px solid var(--line);border-radius:0;padding:.8rem 0;margin:0}
.figures{grid-template-columns:repeat(5,1fr);gap:.5rem}.figures div{padding:.5rem .7rem}.figures dd{font-size:1.25rem}
h2,h3,h4,figcaption,caption,summary{break-after:avoid}figure,tr,.worst>li,.figures div,.advice{break-inside:avoid}
.worst>li:nth-child(-n+3)>details::details-content{content-visibility:visible;display:block;height:auto}.worst>li>details>summary::before{content:""}
.wide{overflow:visible}.beside,table{font-size:8.5pt}.beside th[scope=col]{min-width:0}.beside td{max-width:none;overflow-wrap:anywhere}.beside .id{white-space:normal}.beside th,.beside td{padding-right:.2rem}.beside td,.beside thead th{padding-left:1.1rem}.beside .sign{left:.2rem}.charts{grid-template-columns:1fr 1fr}a{text-decoration:none}
svg.columns text,svg.broad text{font-size:11px}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
