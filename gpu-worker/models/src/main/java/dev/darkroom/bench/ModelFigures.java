package dev.darkroom.bench;

import dev.darkroom.nn.Kernels;
import dev.darkroom.weights.DType;
import java.time.Duration;
import java.util.Optional;

/**
 * What a row of {@code bench model} measured.
 *
 * @param row by which it is known
 * @param steps measured, after one that warms up
 * @param step wall time of the middle one
 * @param fastest wall time of the fastest
 * @param cpu time of all threads a step, which other work on the machine hardly changes
 * @param javaShare of all steps' wall time that was not spent inside libtorch, 0 to 1
 * @param load from opening the weights to a compiled program
 * @param weightBytes of the weights in the file
 * @param peak memory at its most; empty where the system does not tell
 * @param busy mean number of runnable threads of the whole machine at the end, negative if unknown
 */
public record ModelFigures(
    String row,
    DType dtype,
    Kernels kernels,
    int threads,
    int steps,
    Duration step,
    Duration fastest,
    Duration cpu,
    double javaShare,
    Duration load,
    long weightBytes,
    Optional<Resident> peak,
    double busy) {}
