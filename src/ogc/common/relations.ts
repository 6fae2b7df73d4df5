/** Link relations of OGC APIs that have no short name, or are looked for by both names. */
const OGC_REL = 'http://www.opengis.net/def/rel/ogc/1.0';

export const CONFORMANCE_REL = `${OGC_REL}/conformance`;
export const DATA_REL = `${OGC_REL}/data`;
export const SCHEMA_REL = `${OGC_REL}/schema`;
export const QUERYABLES_REL = `${OGC_REL}/queryables`;
export const SORTABLES_REL = `${OGC_REL}/sortables`;
