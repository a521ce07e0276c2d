import { parseSchema } from './graphql/schema.js';

/** What clients of W&B's API 0.31 ask for and send, as their documents show it. */
export const apiSchema = parseSchema(`
type Query {
  viewer: User
  serverInfo: ServerInfo
  model(name: String, entityName: String): Project
  project(name: String, entityName: String): Project
  entity(name: String): Entity
}
type Mutation {
  upsertBucket(input: UpsertBucketInput!): UpsertBucketPayload
  createRunFiles(input: CreateRunFilesInput!): CreateRunFilesPayload
  notifyScriptableRunAlert(input: NotifyScriptableRunAlertInput!): SuccessPayload
  createArtifact(input: CreateArtifactInput!): CreateArtifactPayload
  createArtifactManifest(input: CreateArtifactManifestInput!): CreateArtifactManifestPayload
  createArtifactFiles(input: CreateArtifactFilesInput!): CreateArtifactFilesPayload
  commitArtifact(input: CommitArtifactInput!): CommitArtifactPayload
}
type User { id: ID! entity: String username: String email: String flags: JSONString teams: EntityConnection }
type EntityConnection { edges: [EntityEdge!]! }
type EntityEdge { node: Entity }
type ServerInfo { features: [ServerFeature!]! }
type ServerFeature { name: String! isEnabled: Boolean! }
type Entity { id: ID! name: String! organization: Organization }
type Organization { coreWeaveOrganizationId: String }
type Project {
  id: ID!
  name: String!
  entity: Entity!
  bucket(name: String!, missingOk: Boolean): Run
  artifact(name: String!): Artifact
}
type Run {
  id: ID! name: String! displayName: String description: String config: JSONString sweepName: String
  project: Project! historyLineCount: Int! eventsLineCount: Int! logLineCount: Int!
  historyTail: JSONString eventsTail: JSONString summaryMetrics: JSONString tags: [String!]! notes: String
  wandbConfig(keys: [String!]!): JSONString
}
type UpsertBucketPayload { bucket: Run inserted: Boolean }
type RunFile { name: String! uploadUrl: String }
type CreateRunFilesPayload { runID: ID! uploadHeaders: [String!]! files: [RunFile!]! }
type SuccessPayload { success: Boolean! }
type ArtifactType { name: String! }
type ArtifactSequence { latestArtifact: Artifact }
type Artifact { id: ID! digest: String! state: String! artifactType: ArtifactType! artifactSequence: ArtifactSequence! }
type CreateArtifactPayload { artifact: Artifact! }
type ManifestFile { id: ID! uploadUrl: String uploadHeaders: [String!]! }
type ArtifactManifest { id: ID! file: ManifestFile! }
type CreateArtifactManifestPayload { artifactManifest: ArtifactManifest! }
type UploadPart { partNumber: Int! uploadUrl: String! }
type MultipartUrls { uploadID: ID uploadUrlParts: [UploadPart!] }
type ArtifactFile {
  storagePath: String uploadUrl: String uploadHeaders: [String!]! uploadMultipartUrls: MultipartUrls artifact: Artifact!
}
type ArtifactFileEdge { node: ArtifactFile }
type ArtifactFileConnection { edges: [ArtifactFileEdge!]! }
type CreateArtifactFilesPayload { files: ArtifactFileConnection! }
type CommitArtifactPayload { artifact: Artifact! }
enum AlertSeverity { INFO WARN ERROR }
enum ArtifactManifestType { FULL INCREMENTAL PATCH }
enum ArtifactDigestAlgorithm { MANIFEST_MD5 }
enum ArtifactStorageLayout { V1 V2 }
input UpsertBucketInput {
  id: String name: String groupName: String modelName: String entityName: String description: String
  displayName: String notes: String config: JSONString commit: String host: String debug: Boolean jobProgram: String
  jobRepo: String jobType: String state: String sweep: String tags: [String!] summaryMetrics: JSONString
}
input CreateRunFilesInput { entityName: String! projectName: String! runName: String! files: [String!]! }
input NotifyScriptableRunAlertInput {
  entityName: String! projectName: String! runName: String! title: String! text: String! severity: AlertSeverity
  waitDuration: Duration
}
input ArtifactAliasInput { artifactCollectionName: String! alias: String! }
input CreateArtifactInput {
  entityName: String! projectName: String! runName: String artifactTypeName: String! artifactCollectionName: String
  artifactCollectionNames: [String!] digest: String! digestAlgorithm: ArtifactDigestAlgorithm! description: String
  labels: JSONString aliases: [ArtifactAliasInput!] metadata: JSONString historyStep: Int64
  enableDigestDeduplication: Boolean clientID: ID! sequenceClientID: ID distributedID: String
  ttlDurationSeconds: Int64 storageRegion: String clientMutationId: String
}
input CreateArtifactManifestInput {
  artifactID: ID! baseArtifactID: ID name: String! digest: String! entityName: String! projectName: String!
  runName: String! type: ArtifactManifestType!
}
input UploadPartsInput { partNumber: Int64! hexMD5: String! }
input CreateArtifactFileSpecInput {
  artifactID: ID! name: String! md5: String! mimetype: String artifactManifestID: ID uploadPartsInput: [UploadPartsInput!]
}
input CreateArtifactFilesInput {
  artifactFiles: [CreateArtifactFileSpecInput!]! storageLayout: ArtifactStorageLayout! cloudRegionID: ID
  clientMutationId: String
}
input CommitArtifactInput { artifactID: ID! }
`);
