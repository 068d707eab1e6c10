package dev.darkroom.deploy.embedded;

import dev.darkroom.storage.object.ModelRepositoryContract;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.S3ObjectStore;

/** The contract of the models' repository on the embedded S3 server. */
class EmbeddedS3ModelsTest extends ModelRepositoryContract {
  @Override
  protected ObjectStore open() {
    S3ObjectStore store =
        new S3ObjectStore(EmbeddedS3Test.settings(Servers.s3()).withBucket(Servers.freshName()));
    store.ensureBucket();
    return store;
  }
}
