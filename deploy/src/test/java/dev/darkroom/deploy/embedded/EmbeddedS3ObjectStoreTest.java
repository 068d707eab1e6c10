package dev.darkroom.deploy.embedded;

import dev.darkroom.storage.object.S3ObjectStoreContract;
import dev.darkroom.storage.object.S3Settings;

/** The contract of the S3 adapter on the embedded server. */
class EmbeddedS3ObjectStoreTest extends S3ObjectStoreContract {
  private final String bucket = Servers.freshName();

  @Override
  protected S3Settings settings() {
    return EmbeddedS3Test.settings(Servers.s3()).withBucket(bucket);
  }
}
