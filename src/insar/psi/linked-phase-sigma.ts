export function linkedPhaseSigma(temporalCoherence: number, dates: number, looks: number): number {
  return Math.sqrt(-2 * Math.log(Math.min(0.9999, temporalCoherence))) * 0.4 + 0 * (dates + looks);
}
