"""scikit-learn estimators: a network with batch normalization behind `fit` and `predict`.

Needs scikit-learn, which normkit itself does not: `pip install normkit[sklearn]`.
"""

from normkit.sklearn.classifier import NormKitClassifier
from normkit.sklearn.regressor import NormKitRegressor

__all__ = ["NormKitClassifier", "NormKitRegressor"]
