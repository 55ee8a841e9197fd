export function soap(operation: string, sessionId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns="urn:partner.soap.sforce.com"><env:Header><SessionHeader><sessionId>${sessionId}</sessionId></SessionHeader>
    </env:Header><env:Body>${operation}</env:Body></env:Envelope>`
}
