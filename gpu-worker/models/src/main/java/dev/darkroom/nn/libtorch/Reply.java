package dev.darkroom.nn.libtorch;

import dev.darkroom.weights.HostTensor;
import java.util.List;

/** What a method returned: first the tensors copied to the host, then those left on the device. */
public record Reply(List<HostTensor> host, List<NativeTensor> resident) {}
