package dev.darkroom.storage.plain;

/**
 * A record's JSON by hand. What it writes is what the mapper would write; what it reads is what it
 * would have written, in that order and without a space. Whatever else there is throws {@link
 * NotPlain}, and is the mapper's.
 *
 * @param <T> the record
 */
public interface PlainForm<T> {

  /**
   * Writes the record.
   *
   * @throws NotPlain where the mapper has to write it
   */
  void write(T value, Ink to);

  /**
   * Reads a record from where the cursor stands.
   *
   * @throws NotPlain where the mapper has to read it
   * @throws IllegalArgumentException where it holds what cannot be: the mapper says so better
   */
  T read(Cursor from);
}
