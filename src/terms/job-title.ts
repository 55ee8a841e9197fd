/** Short forms in job titles and subjects, one word or several for one. */
const forms: Readonly<Record<string, string>> = Object.fromEntries(
  `
chief executive officer|ceo
chief financial officer|cfo
chief operating officer|coo
chief technology officer|cto
chief information officer|cio
chief marketing officer|cmo
chief human resources officer|chro
chief revenue officer|cro
vice president|vp|vicepresident
senior vice president|svp
executive vice president|evp
assistant vice president|avp
managing director|md
general manager|gm
human resources|hr|rrhh|recursos humanos|personalwesen
public relations|pr
director|dir
manager|mgr|mngr|mgmt
assistant|asst|assist
associate|assoc
senior|snr
junior|jnr
executive|exec
engineer|engr|eng
engineering|engrg
department|dept|dpto|abt
doctor|dr|doctora|dra
professor|prof|profesor|profesora
president|pres|presidente|presidenta
secretary|secy
representative|rep
accountant|acct
account|accnt
administrator|admin
administration|administracion
coordinator|coord
supervisor|supv
technician|tech
development|dev
marketing|mktg|mkt
operations|ops
purchasing|purch
business|bus
international|intl
national|natl
geschaftsfuhrer|gf|geschaeftsfuehrer
geschaftsfuhrerin|gfin
prokurist|ppa
assistenz|assi
leiter|ltr
vertriebsleiter|vl
gerente|gte
directora|directeur|directrice|direttore|direttrice|diretor|diretora
responsable|resp
ingeniero|ing|ingeniera|ingenieur
licenciado|lic|licenciada
abogado|abog|abogada
jefe|jefa
`
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [whole = '', ...short] = line.split('|')
      return [whole, ...short].map((form) => [form, whole.replaceAll(' ', '')])
    }),
)
const longest = 4

/** The words with short forms and their long ones made one: `vp sales` and `vice president sales`. */
export function spelledOut(list: readonly string[]): string[] {
  const out: string[] = []
  for (let at = 0; at < list.length; ) {
    const size = formAt(list, at)
    out.push(size === 0 ? (list[at] ?? '') : (forms[list.slice(at, at + size).join(' ')] ?? ''))
    at += Math.max(1, size)
  }
  return out
}

/** Words of the longest form that begins here; 0 when none does. */
function formAt(list: readonly string[], at: number): number {
  for (let size = Math.min(longest, list.length - at); size >= 1; size--)
    if (Object.hasOwn(forms, list.slice(at, at + size).join(' '))) return size
  return 0
}
