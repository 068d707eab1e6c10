package dev.darkroom.storage.log;

class InMemoryLogTest extends LogContract {
  @Override
  protected LogUnderTest open() {
    return new InMemoryLog(PARTITIONS);
  }
}
