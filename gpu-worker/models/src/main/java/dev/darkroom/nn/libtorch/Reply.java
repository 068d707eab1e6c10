package dev.darkroom.nn.libtorch;

import dev.darkroom.weights.HostTensor;
import java.time.Duration;
import java.util.List;

/**
 * What a method returned: first the tensors copied to the host, then those left on the device.
 *
 * @param nativeTime that the call spent inside libtorch
 */
public record Reply(List<HostTensor> host, List<NativeTensor> resident, Duration nativeTime) {}
