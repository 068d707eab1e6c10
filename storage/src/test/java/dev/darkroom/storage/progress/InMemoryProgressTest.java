package dev.darkroom.storage.progress;

class InMemoryProgressTest extends ProgressContract {
  @Override
  protected Channel open() {
    InMemoryProgress progress = new InMemoryProgress();
    return new Channel(progress, progress);
  }
}
