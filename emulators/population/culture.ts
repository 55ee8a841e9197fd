import { type Culture, cultureShare, cultures } from './names/pools.ts'
import { type Weighted, weighted } from './random.ts'

export const cultureDraw: Weighted<Culture> = weighted(cultures, (culture) => cultureShare[culture])

export interface CultureFacts {
  readonly country: string
  readonly countryCode: string
  readonly dialling: string
  readonly topLevel: string
  readonly legalForms: readonly string[]
  readonly freeMail: readonly string[]
  readonly double: boolean
  readonly salutation: Readonly<Record<'female' | 'male', string>>
  readonly language: string
}

export const cultureFacts: Readonly<Record<Culture, CultureFacts>> = {
  'en-US': facts(
    'United States',
    'US',
    '1',
    'com',
    'Inc., LLC, Corp., Co., Ltd., L.P.',
    'gmail.com, yahoo.com, outlook.com, hotmail.com, aol.com, icloud.com',
    false,
    'Ms., Mr.',
    'en_US',
  ),
  'en-GB': facts(
    'United Kingdom',
    'GB',
    '44',
    'co.uk',
    'Ltd, Limited, PLC, LLP',
    'gmail.com, hotmail.co.uk, outlook.com, btinternet.com, yahoo.co.uk',
    false,
    'Ms., Mr.',
    'en_US',
  ),
  'es-ES': facts(
    'Spain',
    'ES',
    '34',
    'es',
    'S.L., S.A., S.L.U., S. Coop., C.B.',
    'gmail.com, hotmail.com, yahoo.es, telefonica.net, outlook.es',
    true,
    'Sra., Sr.',
    'es',
  ),
  'es-MX': facts(
    'Mexico',
    'MX',
    '52',
    'com.mx',
    'S.A. de C.V., S. de R.L. de C.V., S.C.',
    'gmail.com, hotmail.com, yahoo.com.mx, prodigy.net.mx',
    true,
    'Sra., Sr.',
    'es_MX',
  ),
  'de-DE': facts(
    'Germany',
    'DE',
    '49',
    'de',
    'GmbH, AG, GmbH & Co. KG, KG, e.K.',
    'gmx.de, web.de, t-online.de, gmail.com',
    false,
    'Frau, Herr',
    'de',
  ),
  'fr-FR': facts(
    'France',
    'FR',
    '33',
    'fr',
    'SARL, SAS, SA, EURL',
    'orange.fr, gmail.com, free.fr, laposte.net',
    false,
    'Mme, M.',
    'fr',
  ),
  'it-IT': facts(
    'Italy',
    'IT',
    '39',
    'it',
    'S.r.l., S.p.A., S.n.c.',
    'libero.it, gmail.com, virgilio.it',
    false,
    'Sig.ra, Sig.',
    'it',
  ),
  'pt-PT': facts(
    'Portugal',
    'PT',
    '351',
    'pt',
    'Lda., S.A., Unipessoal Lda.',
    'sapo.pt, gmail.com, hotmail.com',
    true,
    'Sra., Sr.',
    'pt_PT',
  ),
}

function facts(
  country: string,
  countryCode: string,
  dialling: string,
  topLevel: string,
  legalForms: string,
  freeMail: string,
  double: boolean,
  salutation: string,
  language: string,
): CultureFacts {
  const list = (text: string): readonly string[] => text.split(', ')
  const [female, male] = list(salutation) as [string, string]
  return {
    country,
    countryCode,
    dialling,
    topLevel,
    legalForms: list(legalForms),
    freeMail: list(freeMail),
    double,
    salutation: { female, male },
    language,
  }
}
