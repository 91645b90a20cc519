// CloudFormation's resource types with their properties, from the package @aws-cdk/aws-service-spec.
import { tool } from "./catalog.mjs";

/// By name: {properties, attributes}.
export class CloudFormationTypes {
  constructor() {
    this.db = tool("@aws-cdk/aws-service-spec").loadAwsServiceSpecSync();
    this.types = new Map(this.db.all("resource").map((one) => [one.cloudFormationType, one]));
  }

  has(type) {
    return this.types.has(type);
  }

  /// Whether something stands at a place of a type's attributes, or what is there is of no declared form.
  leads(type, place) {
    const resource = this.types.get(type);
    if (!resource) return false;
    if (place.length === 1 && place[0] in (resource.attributes ?? {})) return true;
    return this.within(resource.properties, place);
  }

  within(properties, [key, ...rest]) {
    if (key === undefined || key === "*") return true;
    const property = properties[this.key(properties, key)];
    if (!property) return false;
    return [property.type, ...(property.previousTypes ?? [])].some((type) => this.through(type, rest));
  }

  /// How a key is written here; MirroredTypes has another way.
  key(_, key) {
    return key;
  }

  through(type, place) {
    if (place.length === 0) return true;
    const [key, ...rest] = place;
    switch (type.type) {
      case "ref":
        return this.within(this.db.get("typeDefinition", type.reference.$ref).properties, key === "*" ? rest : place);
      case "array": return this.through(type.element, key === "*" ? rest : place);
      case "map": return key === "$key" || this.through(type.element, rest);
      case "union": return type.types.some((one) => this.through(one, place));
      case "json": return true;
      case "tag": return this.tag(place);
      default: return false;
    }
  }

  tag(place) {
    return place.every((key) => ["*", "Key", "Value", "$key"].includes(key));
  }

  /// Every property that names other types: {type, place, to: [type…]}; recursive definitions are followed once.
  * relations() {
    for (const [type, resource] of this.types) yield* this.below(type, resource.properties, [], new Set());
  }

  * below(type, properties, place, seen) {
    for (const [key, property] of Object.entries(properties)) {
      const here = [...place, key];
      if (property.relationshipRefs?.length)
        yield { type, place: here, to: [...new Set(property.relationshipRefs.map((one) => one.cloudFormationType))].sort() };
      for (const definition of this.definitions(property.type)) {
        if (seen.has(definition)) continue;
        yield* this.below(type, this.db.get("typeDefinition", definition).properties, here, new Set([...seen, definition]));
      }
    }
  }

  definitions(type) {
    switch (type.type) {
      case "ref": return [type.reference.$ref];
      case "array": case "map": return this.definitions(type.element);
      case "union": return type.types.flatMap((one) => this.definitions(one));
      default: return [];
    }
  }
}

/// The same types under Terraform's names of them: awscc_sqs_queue, queue_name.
export class MirroredTypes extends CloudFormationTypes {
  constructor() {
    super();
    this.mirrored = new Map([...this.types.keys()].filter((type) => type.startsWith("AWS::")).map((type) => [mirror(type), type]));
  }

  has(type) {
    return this.mirrored.has(type);
  }

  leads(type, place) {
    return super.leads(this.mirrored.get(type), place);
  }

  key(properties, key) {
    return Object.keys(properties).find((one) => snake(one) === key);
  }
}

function mirror(type) {
  const [, service, thing] = type.split("::");
  return `awscc_${service.toLowerCase()}_${snake(thing)}`;
}

/// "ModelIDs" → "model_i_ds" is no name of the provider's: capitals that stand together are one word, but for the last before a small letter.
function snake(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/([A-Z])([A-Z][a-z])/g, "$1_$2").toLowerCase();
}
