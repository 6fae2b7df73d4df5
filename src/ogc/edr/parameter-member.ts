/**
 * A parameter as EDR describes it in collections and in GeoJSON (19-086r6, `parameterNames.yaml`): texts where CoverageJSON
 * has languages.
 */
import { type CoverageParameter, parameterDocument } from '../../formats/coveragejson.js';

export function parameterMember(parameter: CoverageParameter): Readonly<Record<string, unknown>> {
  const { name, label, description, dataType } = parameter;
  const { unit } = parameterDocument(parameter);
  return {
    type: 'Parameter',
    id: name,
    label,
    ...(description !== undefined && { description }),
    'data-type': dataType,
    ...(unit !== undefined && { unit }),
    observedProperty: { label },
  };
}
