/**
 * What is asked of W&B's GraphQL API. Names, arguments and the types of variables are those that the Python client 0.31
 * uses; of the answers only what is needed is asked for.
 */
export const documents = {
  UpsertBucket: `mutation UpsertBucket($id: String, $name: String, $project: String, $entity: String, $groupName: String,
    $displayName: String, $notes: String, $jobType: String, $tags: [String!], $program: String, $config: JSONString) {
  upsertBucket(input: {id: $id, name: $name, modelName: $project, entityName: $entity, groupName: $groupName,
      displayName: $displayName, notes: $notes, jobType: $jobType, tags: $tags, jobProgram: $program, config: $config}) {
    bucket { id name project { name entity { name } } historyLineCount }
    inserted
  }
}`,
  RunResumeStatus: `query RunResumeStatus($project: String, $entity: String, $name: String!) {
  model(name: $project, entityName: $entity) {
    bucket(name: $name, missingOk: true) { id config historyLineCount eventsLineCount }
  }
}`,
  Viewer: `query Viewer { viewer { entity username } }`,
  CreateRunFiles: `mutation CreateRunFiles($entity: String!, $project: String!, $run: String!, $files: [String!]!) {
  createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run, files: $files}) {
    uploadHeaders
    files { name uploadUrl }
  }
}`,
  NotifyScriptableRunAlert: `mutation NotifyScriptableRunAlert($entity: String!, $project: String!, $run: String!,
    $title: String!, $text: String!, $severity: AlertSeverity = INFO, $waitDuration: Duration) {
  notifyScriptableRunAlert(input: {entityName: $entity, projectName: $project, runName: $run, title: $title, text: $text,
      severity: $severity, waitDuration: $waitDuration}) { success }
}`,
  CreateArtifact: `mutation CreateArtifact($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id state artifactSequence { latestArtifact { id } } } }
}`,
  CreateArtifactManifest: `mutation CreateArtifactManifest($artifactID: ID!, $baseArtifactID: ID, $name: String!,
    $digest: String!, $entity: String!, $project: String!, $run: String!, $type: ArtifactManifestType!,
    $includeUpload: Boolean!) {
  createArtifactManifest(input: {artifactID: $artifactID, baseArtifactID: $baseArtifactID, name: $name, digest: $digest,
      entityName: $entity, projectName: $project, runName: $run, type: $type}) {
    artifactManifest { id file { uploadUrl @include(if: $includeUpload) uploadHeaders @include(if: $includeUpload) } }
  }
}`,
  CreateArtifactFiles: `mutation CreateArtifactFiles($input: CreateArtifactFilesInput!) {
  createArtifactFiles(input: $input) { files { edges { node { uploadUrl uploadHeaders artifact { id } } } } }
}`,
  CommitArtifact: `mutation CommitArtifact($artifactID: ID!) {
  commitArtifact(input: {artifactID: $artifactID}) { artifact { id digest } }
}`,
} as const;

/** Name of an operation. */
export type OperationName = keyof typeof documents;
