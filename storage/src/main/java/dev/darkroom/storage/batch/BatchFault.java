package dev.darkroom.storage.batch;

import java.util.Optional;

/**
 * What is wrong with a batch's input.
 *
 * @param line its number from 1; empty where the file as a whole is meant
 * @param code stable, for machines
 * @param param the field of the line that is to blame
 */
public record BatchFault(
    Optional<Integer> line, String code, String message, Optional<String> param) {}
