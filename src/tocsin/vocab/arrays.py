"""The array types of the house. S series, T periods, J judged periods, in that order; time is contiguous."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint8]
Index = NDArray[np.int64]
Days = NDArray[np.datetime64]
