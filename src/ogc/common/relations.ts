/** Link relations of OGC APIs that have no short name, or are looked for by both names. */
const OGC_REL = 'http://www.opengis.net/def/rel/ogc/1.0';

export const CONFORMANCE_REL = `${OGC_REL}/conformance`;
export const DATA_REL = `${OGC_REL}/data`;
export const SCHEMA_REL = `${OGC_REL}/schema`;
export const QUERYABLES_REL = `${OGC_REL}/queryables`;
export const SORTABLES_REL = `${OGC_REL}/sortables`;
export const PROCESSES_REL = `${OGC_REL}/processes`;
export const JOB_LIST_REL = `${OGC_REL}/job-list`;
export const EXECUTE_REL = `${OGC_REL}/execute`;
export const RESULTS_REL = `${OGC_REL}/results`;
export const TILESETS_VECTOR_REL = `${OGC_REL}/tilesets-vector`;
export const TILESETS_MAP_REL = `${OGC_REL}/tilesets-map`;
export const MAP_REL = `${OGC_REL}/map`;
export const LEGEND_REL = `${OGC_REL}/legend`;
export const TILING_SCHEME_REL = `${OGC_REL}/tiling-scheme`;
export const TILING_SCHEMES_REL = `${OGC_REL}/tiling-schemes`;
export const GEODATA_REL = `${OGC_REL}/geodata`;
export const STYLES_REL = `${OGC_REL}/styles`;

/** Maps, Part 1, writes its relations with https, and clients of its drafts and of Tiles look for http: both are given. */
export const bothSchemes = (relation: string): readonly string[] => [relation, relation.replace(/^http:/, 'https:')];
