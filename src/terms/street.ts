import { words } from './letters.ts'

/**
 * Words for kinds of streets and units; they carry no identity. After the street types of
 * github.com/openvenues/libpostal (MIT) in English, Spanish, German, French, Italian, Portuguese and Dutch, and those
 * of Eastern and Northern Europe, Turkey and Indonesia.
 */
const kinds = new Set(
  (
    'street st str avenue ave av avda avd avenida road rd boulevard blvd bd boul bulevar drive dr drv lane ln court ct ' +
    'place pl plz plaça praca piazza platz square sq terrace ter terr crescent cres cr close cl circuit cct circle ' +
    'cir way wy parkway pkwy highway hwy freeway fwy trail trl mews grove gr gdns gardens quay calle c carrer carretera ' +
    'ctra crta paseo pso pg passeig camino cno cmno ronda rda travesia rua rue chemin allee via viale corso strasse ' +
    'weg gasse allee ring damm straat laan plein estrada largo suite ste unit apartment apt apto flat floor fl piso pta puerta ' +
    'planta room rm no num nr numero building bldg edificio esc escalera dpto departamento local of oficina box po pobox ' +
    'ulica ul aleja al aleje plac pl osiedle os namesti nam trida ulice ulitsa prospekt prosp pereulok bulvar shosse ' +
    'utca u ter korut strada str bulevardul bdul calea soseaua sos gatan gata gt vagen vag vei veien vn gade gd vej ' +
    'plass torg katu kuja cadde caddesi cad sokak sokagi sk bulvari blv mahallesi mah odos leoforos plateia ' +
    'jalan jln jl lorong travessa trav tv rodovia rod alameda alam estr esquina esq colonia col ' +
    'fraccionamiento fracc privada priv glorieta cuesta urbanizacion urb poligono parcela polig bajo bjo ' +
    'izquierda izq derecha dcha dch planta pl principal ppal entresuelo impasse imp chaussee faubourg fbg ' +
    'hameau lotissement residence zone industrielle zi zac cedex vicolo vic piazzale ple largo lgo contrada ' +
    'localita frazione dreef laantje singel gracht steenweg stw esplanade esp junction jct hts ' +
    'expressway expy turnpike tpke plaza level ' +
    'lvl lot basement bsmt penthouse ph rear hinterhaus hh vorderhaus eg og ' +
    'apartado postfach de la del el los las the of und y en le les du des di al a'
  ).split(' '),
)
const direction: Readonly<Record<string, string>> = {
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  norte: 'n',
  sur: 's',
  este: 'e',
  oeste: 'o',
  nord: 'n',
  sud: 's',
  est: 'e',
  ouest: 'o',
  ovest: 'o',
  ost: 'e',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
  saint: 'st',
  sainte: 'st',
  mount: 'mt',
}

export interface Street {
  readonly numbers: readonly string[]
  readonly names: readonly string[]
  /** Names in their order, then numbers: the same for two ways to write one address. */
  readonly joined: string
}

export function streetOf(text: string): Street | null {
  const list = words(text.replace(/(\p{L}{3,})str(?:\.|aße|asse)?(?=\s|,|\d|$)/giu, '$1 str '))
  const numbers = list.filter((word) => /\d/.test(word)).map((word) => word.replace(/(st|nd|rd|th)$/, ''))
  const all = list.filter((word) => !/\d/.test(word)).map((word) => direction[word] ?? word)
  const strong = all.filter((word) => !kinds.has(word))
  const names = strong.length === 0 ? all : strong
  if (names.length === 0 && numbers.length === 0) return null
  return { numbers, names, joined: [...names, ...numbers].join(' ') }
}

/** Postal codes without spaces; a US code without its +4. */
export function postalCodeOf(text: string): string | null {
  const code = words(text).join('')
  if (/^\d{9}$/.test(code)) return code.slice(0, 5)
  return code.length < 3 || /^(.)\1+$/.test(code) ? null : code
}
