/** Names of OPERA CSLC-S1 files, and bursts as OPERA names them. */

/** `OPERA_L2_CSLC-S1_T087-185683-IW2_20221228T161651Z_20240504T181714Z_S1A_VV_v1.1.h5` */
const CSLC = /^OPERA_L2_CSLC-S1_T(\d{3})-(\d{6})-IW([123])_(\d{8})T\d{6}Z_\d{8}T\d{6}Z_S1\w_(VV|VH|HH|HV)_.*\.h5$/;
const STATIC = /^OPERA_L2_CSLC-S1-STATIC_T(\d{3})-(\d{6})-IW([123])_.*\.h5$/;

export interface BurstName {
  /** `t087_185683_iw2`, as the files write it. */
  readonly id: string;
  /** Relative orbit. */
  readonly track: number;
  readonly esaCycle: number;
  readonly swath: 1 | 2 | 3;
}

export interface CslcName {
  readonly burst: BurstName;
  /** `YYYYMMDD` of the acquisition. */
  readonly date: string;
  readonly polarisation: 'HH' | 'HV' | 'VH' | 'VV';
}

export const isCslcName = (name: string): boolean => CSLC.test(name);

export function cslcName(name: string): CslcName | undefined {
  const match = CSLC.exec(name);
  if (!match) return undefined;
  return { burst: burstOf(match), date: match[4], polarisation: match[5] as CslcName['polarisation'] };
}

export function staticName(name: string): BurstName | undefined {
  const match = STATIC.exec(name);
  return match ? burstOf(match) : undefined;
}

const burstOf = ([, track, cycle, swath]: RegExpExecArray): BurstName => ({
  id: `t${track}_${cycle}_iw${swath}`,
  track: Number(track),
  esaCycle: Number(cycle),
  swath: Number(swath) as BurstName['swath'],
});
