package dev.darkroom.storage.object;

class InMemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return new InMemoryObjectStore();
  }
}
