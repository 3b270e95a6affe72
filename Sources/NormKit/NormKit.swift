/// The library for Swift programs: one import for everything public.
@_exported public import Data
@_exported public import Execution
@_exported public import Layers
@_exported public import Models
@_exported public import Tensors
@_exported public import Training
