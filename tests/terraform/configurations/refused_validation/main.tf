variable "stage" {
  default = "test"
  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "dev or prod"
  }
}
resource "terraform_data" "x" { input = var.stage }
