package dev.darkroom.storage.progress;

/** The names of fields in Redis, as the publisher's script writes and the reader reads them. */
final class RedisFields {
  static final String PROGRESS = "progress";
  static final String PREVIEW = "preview";
  static final String LOG = "log";
  static final String ID_SUFFIX = "_id";
  static final String KIND = "kind";
  static final String EVENT = "event";
  static final String ID = "id";

  private RedisFields() {}
}
