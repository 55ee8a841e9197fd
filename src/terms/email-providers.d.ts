declare module 'email-providers' {
  const hosts: readonly string[]
  export default hosts
}
