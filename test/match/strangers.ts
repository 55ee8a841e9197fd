import type { Sample } from './source.ts'

const given =
  'Abel Bruno Carla Dario Elif Fatima Goran Hilda Ivo Jasmin Kofi Lena Milos Nadia Otto Priya Quentin Rania Sven Tamar'.split(
    ' ',
  )
const family =
  'Abbott Bjork Castellano Dvorak Engstrom Farkas Grimaldi Hakim Ibsen Jankowski Kessler Lindqvist Moreau Novak Okafor Petrov Quiroga Rossi Szabo Takahashi Ulrich Vogel Wexler Yilmaz Zamora'.split(
    ' ',
  )
const towns = 'Lund Graz Porto Leeds Nantes Bilbao Turku Parma Ghent Basel'.split(' ')

/** People who have nothing to do with each other; some share a name, a company or a town as people do. */
export function strangers(count: number): Sample[] {
  return Array.from({ length: count }, (_, at) => {
    const first = given[(at * 7) % given.length] ?? ''
    const last = family[(at * 11 + Math.floor(at / 20)) % family.length] ?? ''
    const company = Math.floor(at / 4)
    return {
      id: `s${String(at).padStart(4, '0')}`,
      kind: at % 3 === 0 ? 'lead' : 'contact',
      firstName: first,
      lastName: last,
      email: `${first}.${last}${at}@firm${company}.example.net`.toLowerCase().replace('example.net', 'se'),
      phone: `+46 8 ${100000 + at * 7919}`,
      companyName: `${family[company % family.length]} ${towns[company % towns.length]} AB`,
      street: `Lane ${company + 1}`,
      city: towns[company % towns.length] ?? '',
      postalCode: String(10000 + company * 37),
    }
  })
}
